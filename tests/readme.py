"""Refresh what the README shows of real runs: python -m tests.readme.

The figures need the development postings (../shared); where those are missing, the figures stay as they are.
"""

from __future__ import annotations

import io
import re
import sys

from rich.console import Console

import classifier
from classifier.rendering.terminal import show
from tests.conftest import DATA, ROOT

README = ROOT / "README.md"


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


def main() -> None:
    text = replaced(README.read_text(encoding="utf8"), "capture", capture())
    README.write_text(text, encoding="utf8")
    print("README.md refreshed", file=sys.stderr)


if __name__ == "__main__":
    main()
