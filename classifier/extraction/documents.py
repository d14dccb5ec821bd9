"""Articles and roles in from files, rows out to a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from classifier.corpus import Row
from classifier.errors import ClassifierError
from classifier.postings import LONGEST, decode
from classifier.roles import MODIFIERS, Role, Titles

COLUMNS = ("text", "label", "kind", "source", "group")
FORMATS = (".csv", ".jsonl")


def read_document(path: str | Path) -> tuple[str, str]:
    """Read an article.

    Parameters:
        path: a text, Markdown or HTML file.

    Returns:
        Its name without folders, and its text with markup.

    Raises:
        ClassifierError: ``document-unreadable``, and those of `classifier.postings.decode`.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ClassifierError("document-unreadable", f"can't read {path}: {reason}") from None
    return Path(path).name, decode(data, str(path)).removeprefix("\ufeff")


def read_titles(path: str | Path) -> Titles:
    """Read the roles of a JSON file.

    Parameters:
        path: holds ``{"roles": [{"label": "SE", "name": "Sales Engineer", "titles": ["sales engineer",
            "SE"]}]}``, or that list alone; ``name`` and ``titles`` may be missing, and ``modifiers`` may be
            given beside ``roles``. The ``config.json`` of a model folder is such a file.

    Returns:
        The roles.

    Raises:
        ClassifierError: ``roles-unreadable``, ``roles-invalid``.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "roles.json"
        >>> _ = path.write_text('{"roles": [{"label": "SE", "titles": ["sales engineer"]}]}')
        >>> read_titles(path).names
        {'SE': 'SE'}
    """
    try:
        config = json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ClassifierError("roles-unreadable", f"can't read {path} as JSON: {error}") from None
    config = {"roles": config} if isinstance(config, list) else config
    entries = config.get("roles") if isinstance(config, dict) else None
    if not isinstance(entries, list) or not entries:
        raise ClassifierError("roles-invalid", f'{path} holds no "roles"; expected a list of {{"label", "titles"}}')
    roles = tuple(_role(path, number, entry) for number, entry in enumerate(entries, 1))
    modifiers = config.get("modifiers", list(MODIFIERS))
    if not isinstance(modifiers, list) or not all(isinstance(word, str) for word in modifiers):
        raise ClassifierError("roles-invalid", f'the "modifiers" in {path} are no list of words')
    if len({role.label for role in roles}) < len(roles):
        raise ClassifierError("roles-invalid", f"two roles in {path} have the same label")
    return Titles(roles, tuple(modifiers))


def _role(path: str | Path, number: int, entry: object) -> Role:
    if isinstance(entry, dict) and isinstance(entry.get("titles", []), list):
        label, titles = entry.get("label"), entry.get("titles", [])
        words = (label, entry.get("name", label), *titles)
        if all(isinstance(word, str) and word.strip() for word in words):
            return Role(str(label), str(words[1]), tuple(titles))
    raise ClassifierError("roles-invalid", f'role {number} in {path} has no "label", or "titles" that are no words')


def write_rows(rows: Iterable[Row], file: IO[str], suffix: str) -> None:
    r"""Write rows as a corpus.

    Parameters:
        rows: the rows.
        file: where to; opened with ``newline=""``.
        suffix: ".csv" or ".jsonl".

    Example:
        >>> import sys
        >>> write_rows([Row("Close deals.", "AE", "duty", "a.txt:3", "a.txt")], sys.stdout, ".jsonl")
        {"text": "Close deals.", "label": "AE", "kind": "duty", "source": "a.txt:3", "group": "a.txt"}
    """
    records = ({name: getattr(row, name) for name in COLUMNS} for row in rows)
    if suffix == ".jsonl":
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        return
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
