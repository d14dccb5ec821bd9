"""Write REFERENCE.md, all commands, outputs and codes, from the program itself: python -m tests.reference."""

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

Every command, every output and every code, written by `python -m tests.reference` from the program itself.

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
OUTPUTS = """## What `predict --json` prints

One object a posting, on one line. Numbers are as exact as a double; offsets count code points of `text`. Weights are in
log-odds: +0.7 doubles the odds.

| key | what it holds |
|---|---|
| `file` | with several files only: which one, as it was named; one that can't be read has no line |
| `role` | the label that is the answer; null where it abstains |
| `best` | the most probable label, whatever the threshold |
| `confidence` | the probability of `best`, 0 to 1 |
| `probabilities` | each label's probability; they add up to 1 |
| `abstained` | true where there is no answer |
| `reason` | why there is none, in words; else null |
| `stated_title` | the title that the posting states, or null |
| `stated_title.text` | as it stands there |
| `stated_title.role` | the label it names |
| `stated_title.agrees` | whether `best` is that label |
| `runner_up` | the next most probable label |
| `margin` | how far `best` is ahead of `runner_up`, in log-odds: all phrases' weights and `constant` add up to it |
| `constant` | the part of the margin that no word carries |
| `shares` | for each label the share of the evidence in the sentences that speak for it, 0 to 1 |
| `verdict` | the result in a few words, a mix of two roles included |
| `phrases` | all phrases, strongest first |
| `phrases[].text` | the words, as they stand in `text` |
| `phrases[].start` | where they begin |
| `phrases[].end` | where they end: the first place after them |
| `phrases[].label` | what they speak for: `best`, or `runner_up` |
| `phrases[].weight` | their part of the margin; below zero where they speak for `runner_up` |
| `phrases[].highlighted` | whether they are among the deciding ones, which people are shown |
| `sentences` | the sentences that carry evidence, in order |
| `sentences[].start` | where it begins |
| `sentences[].end` | where it ends |
| `sentences[].label` | the label it speaks for most |
| `sentences[].weight` | its share of all the evidence, 0 to 1; the shares of all sentences add up to 1 |
| `text` | what was read, which all offsets count in |
| `model` | which model said so |
| `model.name` | its name |
| `model.version` | its version |
| `model.sha256` | of all of it, as `model show` prints it |

From Python, these are attributes of a `Prediction` (all but `file`), and `Prediction.to_dict()` gives the object. It
also has `names` (each label's full name), `duties` (each role's in a word or two), `deciding` (the highlighted phrases
in reading order) and `mixed_with` (the duties of a second role that hold a large part of the evidence, or None).

## What `score` writes

One row a posting, in the order of the input. Probabilities have six decimals. In CSV, an empty cell is no value.

| column | what it holds |
|---|---|
| `file` | which file the row is from: with several inputs, and with postings that are files |
| `row` | its number in its file, from 1; with `--id-column` that column stands here instead |
| `role` | the label that is the answer; empty where it abstains |
| `best` | the most probable label, whatever the threshold |
| `confidence` | the probability of `best`, 0 to 1 |
| `p_<label>` | for each label a column with its probability |
| `abstained` | true or false |
| `stated_title` | the title that the posting states, as it stands there; empty where it states none |
| `model` | the model's name and version, and the first 12 characters of its sha256 |
| `phrases` | with `--explain`: the five strongest: `text`, `label` and `weight` as above; JSON in CSV and Parquet |
| `reason` | with `--explain`: why there is no answer, in words; empty where there is one |
| `title_agrees` | with `--explain`: whether `best` is the label that the stated title names; empty without a title |

With `--keep`, the input's other columns follow; one that is named as a column above gets `input_` before its name.

Rows that can't be scored are in the rejects file, which is CSV:

| column | what it holds |
|---|---|
| `file` | which file the row is from |
| `line` | the line it begins on, from 1; the row in Parquet; 0 for the file as a whole |
| `byte_offset` | where it begins, in bytes of UTF-8 from 0, compression undone |
| `reason` | a code of the list below |
| `text` | the row as it stands there, cut after 100,000 bytes |
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
    return "\n".join([HEAD, *helps, OUTPUTS, CODES_HEAD, *rows, ""])


def _cell(text: str) -> str:
    return f"`{text.replace('|', '/')}`" if text else ""


def main() -> None:
    REFERENCE.write_text(page(), encoding="utf8")
    print(f"{REFERENCE.name} written", file=sys.stderr)


if __name__ == "__main__":
    main()
