"""Refresh what the README shows of real runs: python -m tests.readme.

The figures need the development postings (../shared); where those are missing, the figures stay as they are.
"""

from __future__ import annotations

import io
import re
import sys
from importlib.metadata import version

from rich.console import Console
from typer.testing import CliRunner

import classifier
from classifier.cli import app
from classifier.corpus import read_corpus
from classifier.rendering.terminal import show
from tests.conftest import DATA, ROOT

README, DATASHEET = ROOT / "README.md", ROOT / "corpus" / "README.md"


def block(text: str, name: str) -> str:
    """The content between a block's two marks."""
    return re.search(f"<!-- begin:{name} -->\n(.*?)<!-- end:{name} -->", text, re.DOTALL)[1]


def replaced(text: str, name: str, content: str) -> str:
    return text.replace(f"<!-- begin:{name} -->\n{block(text, name)}", f"<!-- begin:{name} -->\n{content}")


def capture() -> str:
    """The first command's output."""
    out = io.StringIO()
    model = classifier.load()
    show(model.predict((DATA / "posting.txt").read_text(encoding="utf8")), Console(file=out, width=80, highlight=False))
    lines = "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())
    return f"```text\n$ classifier predict tests/data/posting.txt\n{lines}\n```\n"


def sizes() -> str:
    """The datasheet's tables: `classifier corpus stats corpus --markdown`, without the longest ones."""
    from classifier.curation.stats import count
    from classifier.curation.tables import to_markdown

    tables = to_markdown(count(read_corpus(ROOT / "corpus")).to_tables())
    return tables.split("\n**Industries")[0].rstrip() + "\n\n`classifier corpus stats corpus` prints more.\n"


def help_of(*command: str) -> str:
    """The text of a command's --help, in 80 columns."""
    # A terminal of 80 columns leaves 78 for text.
    shown = CliRunner().invoke(app, [*command, "--help"], prog_name="classifier", terminal_width=78, color=False)
    lines = (line.rstrip() for line in shown.output.strip().splitlines())
    return "```text\n" + "\n".join(lines) + "\n```\n"


def as_locked(name: str) -> bool:
    """Whether a library is there in the version of the lock file, with which what is shown was made."""
    return f"{name}=={version(name)}\n" in (ROOT / "requirements.lock").read_text(encoding="utf8")


def main() -> None:
    text = README.read_text(encoding="utf8")
    for name, content in (("capture", capture()), ("help", help_of()), ("help-score", help_of("score"))):
        text = replaced(text, name, content)
    README.write_text(text, encoding="utf8")
    DATASHEET.write_text(replaced(DATASHEET.read_text(encoding="utf8"), "stats", sizes()), encoding="utf8")
    print("README.md and corpus/README.md refreshed", file=sys.stderr)


if __name__ == "__main__":
    main()
