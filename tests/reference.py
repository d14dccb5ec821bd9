"""Write REFERENCE.md, all commands and all codes, from the program itself: python -m tests.reference."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import typer

from classifier.cli import app
from classifier.errors import CODES
from tests.conftest import ROOT
from tests.readme import help_of

REFERENCE = ROOT / "REFERENCE.md"
# The calls that make an error, with the places of their code and message among the arguments.
MAKERS = {"ClassifierError": (0, 1), "Reject": (3, None), "Unread": (2, 3), "Finding": (0, 4), "Finding.of": (1, 3)}
HEAD = """# Reference

Every command and every code, written by `python -m tests.reference` from the program itself.

## Exit status

| status | meaning |
|---|---|
| 0 | done |
| 1 | an error in the data or the model: one line on standard error, `error[code]: message` |
| 2 | wrong usage: an option, an argument or a value that isn't known |
| 3 | `score` is done, but some rows were rejected; each stands in the rejects file with its place and a code |
| 130 | stopped by Ctrl-C |

Results go to standard output; messages and progress to standard error. `NO_COLOR` and pipes are respected.

## Commands
"""
CODES_HEAD = """## Codes

A code keeps its meaning. From Python it is the `code` of a `classifier.ClassifierError`. Exit 1 stops the command;
exit 3 rejects a row, and `score` goes on, as it does where one of several files can't be read. What `corpus check`
finds is an error (exit 1) or a warning (exit 0). The messages stand as in the source, with what is filled in between
`<` and `>`.
"""
STOPS, REJECTS, WARNS = "1", "3", "0"
_ENDS = {"ClassifierError": STOPS, "Reject": REJECTS, "Unread": STOPS}


@dataclass
class Use:
    """Where a code stands in the source: what it ends in, and the messages it comes with."""

    ends: set[str] = field(default_factory=set)
    messages: list[str] = field(default_factory=list)


def uses() -> dict[str, Use]:
    """Each code that the source gives, found without running it."""
    found: dict[str, Use] = defaultdict(Use)
    for path in sorted((ROOT / "classifier").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or (maker := ast.unparse(node.func)) not in MAKERS:
                continue
            at, message_at = MAKERS[maker]
            if len(node.args) <= at:
                continue
            for code in literals(node.args[at], tree):
                severity = ast.unparse(node.args[at + 1]) if maker.startswith("Finding") else ""
                found[code].ends |= _severities(severity) or {_ENDS[maker]}
                if message_at is not None and len(node.args) > message_at:
                    hint = next((word.value for word in node.keywords if word.arg == "hint"), None)
                    told = shown(node.args[message_at], tree)
                    found[code].messages.append(f"{told} ({shown(hint, tree)})" if hint is not None else told)
    return found


def _severities(given: str) -> set[str]:
    """The exit statuses of a finding; a severity that is worked out can be either."""
    return {status for name, status in (("ERROR", STOPS), ("WARNING", WARNS)) if name in given} or (
        {STOPS, WARNS} if given else set()
    )


def literals(node: ast.expr, tree: ast.Module) -> Iterator[str]:
    """The codes that an argument can be; of a name, what its module assigns to it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body, tree)
        yield from literals(node.orelse, tree)
    elif isinstance(node, ast.Name):
        for other in ast.walk(tree):
            if isinstance(other, ast.Assign) and ast.unparse(other.targets[0]) == node.id:
                yield from literals(other.value, tree)


def shown(node: ast.expr, tree: ast.Module) -> str:
    """A message, with <names> for what is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(shown(part, tree) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return shown(node.value, tree)
    if isinstance(node, ast.IfExp):
        return shown(node.body, tree)
    if isinstance(node, ast.Name) and (text := _assigned(node, tree)) is not None:
        return shown(text, tree)
    if isinstance(node, ast.Name | ast.Attribute):
        return f"<{ast.unparse(node).split('.')[-1].lower().replace('_', ' ').strip()}>"
    return "<...>"


def _assigned(name: ast.Name, tree: ast.Module) -> ast.expr | None:
    """The text that was last assigned to a name above the place where it is used, if it was a text."""
    above = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and node.lineno < name.lineno and ast.unparse(node.targets[0]) == name.id
    ]
    last = max(above, key=lambda node: node.lineno, default=None)
    is_text = last is not None and (
        isinstance(last.value, ast.JoinedStr)
        or (isinstance(last.value, ast.Constant) and isinstance(last.value.value, str))
    )
    return last.value if last is not None and is_text else None


def commands() -> list[tuple[str, ...]]:
    """Every command and group, each as its words."""
    found: list[tuple[str, ...]] = []

    def visit(command: object, words: tuple[str, ...]) -> None:
        found.append(words)
        for name, inner in getattr(command, "commands", {}).items():
            visit(inner, (*words, name))

    visit(typer.main.get_command(app), ())
    return found


def exit_status(ends: set[str]) -> str:
    """What a command that meets a code ends with; a code that a batch reader names by itself rejects a row."""
    return " or ".join(sorted(ends or {REJECTS}))


def page() -> str:
    """The whole reference."""
    helps = [f"### `{' '.join(('classifier', *words))}`\n\n{help_of(*words)}" for words in commands()]
    found = uses()
    rows = ["| code | what it means | exit | message |", "|---|---|---|---|"]
    for code in sorted(CODES):
        use = found.get(code, Use())
        told = min(use.messages, key=lambda text: (text.count("<...>"), len(text)), default="")
        rows.append(f"| `{code}` | {CODES[code]} | {exit_status(use.ends)} | {_cell(told)} |")
    return "\n".join([HEAD, *helps, CODES_HEAD, *rows, ""])


def _cell(text: str) -> str:
    return f"`{text.replace('|', '/')}`" if text else ""


def main() -> None:
    REFERENCE.write_text(page(), encoding="utf8")
    print(f"{REFERENCE.name} written", file=sys.stderr)


if __name__ == "__main__":
    main()
