"""What a run did, in counts and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from classifier.plurals import counted


@dataclass(frozen=True)
class Summary:
    """What a run did.

    Parameters:
        out: the output.
        rejects_file: where rejected rows were written; None where there are none.
        rows: the number of rows scored.
        roles: for each label the number of rows that got it.
        abstained: the number of rows without an answer.
        titles, disagree: of the rows with an answer, how many state a title, and how many another than their duties.
        rejected: for each reason the number of rejected rows.
        recoded: how many rows were read as Windows-1252, not being UTF-8.
        by_hand: how many rows only Python could read.
        seconds: how long it took.
        resumed: how many rows were there from an earlier run.
        skipped: how many files of the folders are of no kind that is read.
        whole_already: whether an earlier run had finished, so that nothing was left to resume.
    """

    out: Path
    rejects_file: Path | None
    rows: int = 0
    roles: Mapping[str, int] = field(default_factory=dict)
    abstained: int = 0
    titles: int = 0
    disagree: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    recoded: int = 0
    by_hand: int = 0
    seconds: float = 0.0
    resumed: int = 0
    skipped: int = 0
    whole_already: bool = False

    @property
    def n_rejected(self) -> int:
        """The number of rejected rows."""
        return sum(self.rejected.values())

    def lines(self) -> list[str]:
        r"""The summary for people.

        Example:
            >>> summary = Summary(Path("out.csv"), None, rows=3, roles={"AE": 2, "none": 0}, abstained=1)
            >>> print("\n".join(summary.lines()))
            out.csv: 3 rows
              AE           2   66.7%
              none         0    0.0%
              no answer    1   33.3%
        """
        if self.whole_already:
            return [f"{self.out} is whole already: nothing was left to resume"]
        pace = f" in {self.seconds:.1f} s, {self.pace:,.0f} a second" if self.seconds else ""
        earlier = f" ({self.resumed:,} of them earlier)" if self.resumed else ""
        told = [f"{self.out}: {counted(self.rows, 'row')}{earlier}{pace}"]
        width = len(f"{self.rows:,}") + 2
        for name, count in [*self.roles.items(), ("no answer", self.abstained)]:
            told.append(f"  {name:<10}{count:>{width},} {count / max(self.rows, 1):>7.1%}")
        if self.titles:
            share = self.disagree / self.titles
            stated = counted(self.titles, "answered row")
            told.append(f"  stated title: {stated}; the duties disagree in {self.disagree:,} ({share:.1%})")
        if self.recoded:
            told.append(f"  read as Windows-1252, not being UTF-8: {counted(self.recoded, 'row')}")
        if self.skipped:
            told.append(f"  files passed over, being of no kind that is read: {self.skipped:,}")
        if self.rejected:
            reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(self.rejected.items()))
            told.append(f"  REJECTED {counted(self.n_rejected, 'row')}: {reasons}; see {self.rejects_file}")
        return told

    @property
    def pace(self) -> float:
        """Rows scored a second by this run; 0 where it took no time."""
        return (self.rows - self.resumed) / self.seconds if self.seconds else 0.0
