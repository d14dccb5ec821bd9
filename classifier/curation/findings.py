"""What a check found: findings, each with its place, and the report that holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from classifier.corpus import Row
from classifier.plurals import counted

ERROR, WARNING = "error", "warning"
_SNIPPET = 70


@dataclass(frozen=True)
class Finding:
    """One fault of a corpus.

    Parameters:
        code: stable name of the kind of fault (``near-duplicate``).
        severity: error, or warning for what a reader should look at but may be right.
        file, line: where it stands; line 0 is the file, and an empty file the corpus, as a whole.
        message: what is wrong, in one line.
    """

    code: str
    severity: str
    file: str
    line: int
    message: str

    @classmethod
    def of(cls, row: Row, code: str, severity: str, message: str) -> Finding:
        """A finding about one row."""
        return cls(code, severity, row.file, row.line, message)

    @property
    def place(self) -> str:
        """File and line, as editors read them."""
        return f"{self.file}:{self.line}" if self.line else self.file or "the corpus"

    def to_dict(self) -> dict[str, object]:
        """The finding as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Report:
    """The result of a check.

    Parameters:
        rows: how many were read.
        near_duplicate_share: of the rows, those that nearly repeat another; 0 to 1.
        findings: errors first, findings of one kind together.

    Example:
        >>> Report(3, 0.0, (Finding("text-empty", ERROR, "a.csv", 2, "holds no word"),)).errors
        1
    """

    rows: int
    near_duplicate_share: float
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity == ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.findings) - self.errors

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each code."""
        return dict(Counter(finding.code for finding in self.findings))

    def to_dict(self) -> dict[str, object]:
        """The report as plain data, the contract of ``corpus check --json``."""
        return {
            "rows": self.rows,
            "errors": self.errors,
            "warnings": self.warnings,
            "near_duplicate_share": round(self.near_duplicate_share, 6),
            "counts": self.counts,
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def to_lines(self, *, most: int = 8) -> list[str]:
        """The report for people.

        Parameters:
            most: how many findings of one kind to spell out.

        Returns:
            Lines: each kind with its number, its first findings, and the sums.
        """
        lines: list[str] = []
        for severity, code in dict.fromkeys((f.severity, f.code) for f in self.findings):
            alike = [f for f in self.findings if (f.severity, f.code) == (severity, code)]
            lines.append(f"{severity}[{code}]: {len(alike):,}")
            lines += [f"  {f.place}: {f.message}" for f in alike[:most]]
            if len(alike) > most:
                lines.append(f"  ... and {len(alike) - most:,} more; --json lists all")
            lines.append("")
        share = f"near duplicates {self.near_duplicate_share:.2%}"
        told = f"{counted(self.errors, 'error')}, {counted(self.warnings, 'warning')}"
        return [*lines, f"{counted(self.rows, 'row')}, {share}: {told}"]


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, kinds together by name; within a kind as they came."""
    return tuple(sorted(findings, key=lambda finding: (finding.severity, finding.code)))


def snippet(text: str) -> str:
    r"""The beginning of a text, on one line and in quotes.

    Example:
        >>> snippet("Close\n deals.")
        '"Close deals."'
    """
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= _SNIPPET else f'"{line[:_SNIPPET].rstrip()} ..."'
