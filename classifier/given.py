"""What training can be given in JSON files: roles with their titles, and a calibration."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from classifier.errors import ClassifierError
from classifier.model import Calibration, Thresholds
from classifier.roles import MODIFIERS, Titles


def read_roles(path: str | Path) -> Titles:
    r"""Read roles.

    Parameters:
        path: a JSON list of objects with ``label`` and, if wanted, ``name``, ``titles`` (a list; masked in
            every text) and ``duties`` (a word or two); or an object with such a list as ``roles``, such as a
            model's ``config.json``. Its order is that of the model's labels.

    Returns:
        The roles.

    Raises:
        ClassifierError: ``roles-invalid``.

    Example:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "roles.json"
        >>> _ = path.write_text('[{"label": "SE", "titles": ["sales engineer"]}, {"label": "none"}]')
        >>> read_roles(path).names
        {'SE': 'SE', 'none': 'none'}
    """
    found = _json(path, "roles-invalid")
    given = found if isinstance(found, dict) else {"roles": found}
    roles, modifiers = given.get("roles"), given.get("title_modifiers", list(MODIFIERS))
    if not (isinstance(roles, list) and all(isinstance(role, dict) for role in roles) and _are_words(modifiers)):
        raise ClassifierError("roles-invalid", f"{path} holds no list of roles, each an object with a label")
    for number, role in enumerate(roles, 1):
        texts = (role.get("label"), role.get("name", "?"), role.get("duties", "?"))
        if not (_are_words(list(texts)) and role["label"].strip() and _are_words(role.get("titles", []))):
            raise ClassifierError(
                "roles-invalid", f"role {number} of {path} needs a label; name and duties are texts, titles a list"
            )
    labels = [role["label"] for role in roles]
    if len(set(labels)) != len(labels):
        raise ClassifierError("roles-invalid", f"{path} gives a label twice: {labels}")
    return Titles.from_dicts([{"name": role["label"], "titles": [], **role} for role in roles], modifiers)


def read_calibration(path: str | Path, labels: Sequence[str]) -> tuple[Calibration, Thresholds | None]:
    r"""Read a calibration, and thresholds where there are some.

    Parameters:
        path: a JSON object with ``calibration`` (temperature, biases and, if wanted, source) and perhaps
            ``thresholds``, as in a model's ``config.json``; with ``roles`` the biases are in their order.
        labels: the model's labels; the order of the biases where the file names no roles.

    Returns:
        Both, for the labels as ordered here.

    Raises:
        ClassifierError: ``calibration-invalid``.

    Example:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "calibration.json"
        >>> _ = path.write_text('{"calibration": {"temperature": 0.5, "biases": [0.1, -0.1]}}')
        >>> read_calibration(path, ["AE", "AM"])[0].biases
        (0.1, -0.1)
    """
    code = "calibration-invalid"
    found = _json(path, code)
    try:
        given = found["calibration"]
        order = [str(role["label"]) for role in found["roles"]] if "roles" in found else list(labels)
        temperature, biases = float(given["temperature"]), [float(bias) for bias in given["biases"]]
        thresholds = Thresholds.from_dict(found["thresholds"]) if found.get("thresholds") is not None else None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problem = f"{type(error).__name__}: {error}"
        raise ClassifierError(code, f"{path} isn't shaped as a model's config.json: {problem}") from None
    if sorted(order) != sorted(labels) or len(biases) != len(labels):
        told = f"{len(biases)} biases for {order}"
        raise ClassifierError(code, f"{path} has {told}; the model's labels are {list(labels)}")
    if not (np.isfinite([temperature, *biases]).all() and temperature > 0):
        raise ClassifierError(code, f"{path} holds a number that isn't finite, or a temperature not above 0")
    source = str(given.get("source", f"given in {Path(path).name}"))
    return Calibration(temperature, tuple(biases[order.index(label)] for label in labels), source), thresholds


def _json(path: str | Path, code: str) -> Any:
    try:
        return json.loads(Path(path).read_bytes())
    except OSError as error:
        raise ClassifierError(code, f"can't read {path}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise ClassifierError(code, f"{path} isn't valid JSON: {error}") from None


def _are_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
