"""Models in folders: safetensors, JSON and a word list, checked when read. Nothing is unpickled."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from classifier.card import model_card
from classifier.errors import ClassifierError
from classifier.model import Calibration, Model, Thresholds
from classifier.roles import Titles

FORMAT = 1
ARRAYS, CONFIG, VOCABULARY, CARD = "model.safetensors", "config.json", "vocabulary.txt", "README.md"
FILES = (ARRAYS, CONFIG, VOCABULARY, CARD)
LARGEST = {ARRAYS: 2 << 30, CONFIG: 16 << 20, VOCABULARY: 256 << 20}  # bytes; a larger file is not read
STRONGEST = 1e6  # of any number in a model; those of trained ones stay below a thousand
_PICKLES = (".pkl", ".pickle", ".joblib", ".bin", ".pt")


def shipped_model() -> Path:
    """The folder of the model that comes with the package."""
    return _shipped("models/ae-am-ad")


def shipped_corpus() -> Path:
    """The folder of the corpus that comes with the package."""
    return _shipped("corpus")


def _shipped(name: str) -> Path:
    package = Path(__file__).parent
    installed = package / "shipped" / name
    return installed if installed.exists() else package.parent / name


def save(model: Model, folder: str | Path, *, card: str | None = None, overwrite: bool = False) -> Model:
    """Write a model folder, whole or not at all.

    Parameters:
        model: the model.
        folder: where to; made if missing.
        card: the model card (Markdown); `classifier.card` writes it if None.
        overwrite: whether a model that is there may be replaced; another folder's files never are.

    Returns:
        The model, with the sha256 it now has.

    Raises:
        ClassifierError: ``output-exists``, ``output-unwritable``.
    """
    with _replacing(check_target(folder, overwrite=overwrite)) as beside:
        config = _write(model, beside)
        saved = dataclasses.replace(model, sha256=config["checksum"])
        (beside / CARD).write_text(model_card(saved) if card is None else card, encoding="utf8")
    return saved


def copy(source: str | Path, folder: str | Path, *, overwrite: bool = False) -> Model:
    """Copy a model folder byte for byte, once it has been checked; files of others in it stay behind.

    Parameters:
        source: the model folder.
        folder, overwrite: as for `save`.

    Returns:
        The model.

    Raises:
        ClassifierError: those of `load` and `save`.
    """
    model = load(source)
    with _replacing(check_target(folder, overwrite=overwrite)) as beside:
        for name in FILES:
            found = Path(source) / name
            # The card has no checksum: a link might lead to anything that its maker would like to see published.
            if found.is_file() and not (name == CARD and found.is_symlink()):
                shutil.copyfile(found, beside / name)
    return model


def check_target(folder: str | Path, *, overwrite: bool) -> Path:
    """Refuse a folder that a model may not be written to; asked before long work, and again by `save`.

    Parameters:
        folder, overwrite: as for `save`.

    Returns:
        The folder.

    Raises:
        ClassifierError: ``output-exists``.
    """
    target = Path(folder)
    if os.path.exists(target) and (not target.is_dir() or any(target.iterdir())):
        if not overwrite:
            raise ClassifierError("output-exists", f"{target} exists already", hint="--force replaces a model")
        if not (target / CONFIG).is_file():
            raise ClassifierError("output-exists", f"{target} is no model folder, so it is not replaced")
    return target


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Yield a new folder beside ``target`` that takes its place at the end, or vanishes after an error."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            yield beside
            beside.chmod(0o755)
            if target.exists():
                old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
                target.rename(old / "model")
                beside.rename(target)
                shutil.rmtree(old)
            else:
                beside.rename(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise ClassifierError("output-unwritable", f"can't write {target}: {error.strerror or error}") from None


def _write(model: Model, folder: Path) -> dict[str, Any]:
    from safetensors.numpy import save as to_bytes

    arrays = {
        "idf": model.idf.astype("<f4"),
        "coefficients": np.ascontiguousarray(model.coefficients, dtype="<f4"),
        "intercepts": model.intercepts.astype("<f8"),
    }
    blob = to_bytes(arrays)
    words = "".join(f"{term}\n" for term in model.vocabulary).encode("utf8")
    (folder / ARRAYS).write_bytes(blob)
    (folder / VOCABULARY).write_bytes(words)
    config = {
        "format": FORMAT,
        "name": model.name,
        "version": model.version,
        "roles": [role.to_dict() for role in model.titles.roles],
        "title_modifiers": list(model.titles.modifiers),
        "calibration": model.calibration.to_dict(),
        "thresholds": model.thresholds.to_dict(),
        "terms": len(model.vocabulary),
        "facts": model.facts,
        "sha256": {ARRAYS: _sha256(blob), VOCABULARY: _sha256(words)},
    }
    config["checksum"] = _sha256(_dump(config))
    (folder / CONFIG).write_bytes(_dump(config))
    return config


def load(folder: str | Path | None = None) -> Model:
    """Read a model folder and check it.

    Parameters:
        folder: the folder; the shipped model if None.

    Returns:
        The model.

    Raises:
        ClassifierError: ``model-missing``, ``model-pickle``, ``model-format``, ``model-altered``,
            ``model-invalid``.

    Example:
        >>> load().labels
        ['AE', 'AM', 'AD', 'none']
    """
    place = shipped_model() if folder is None else Path(folder)
    config = _read_config(place)
    blob, words = _read(place, ARRAYS), _read(place, VOCABULARY)
    for name, data in ((ARRAYS, blob), (VOCABULARY, words)):
        if data[:1] == b"\x80":
            raise ClassifierError("model-pickle", f"{place / name} holds a pickle, which is never loaded")
        if config["sha256"].get(name) != _sha256(data):
            raise ClassifierError("model-altered", f"{place / name} isn't the file that was saved: its sha256 differs")
    try:
        return _build(config, blob, words)
    except ClassifierError:
        raise
    except Exception as error:  # noqa: BLE001 - a stranger's folder can be wrong in any way
        raise ClassifierError("model-invalid", f"{place} holds no valid model: {_line(error)}") from None


def _read_config(place: Path) -> dict[str, Any]:
    if not os.path.isfile(place / CONFIG):  # os.path, since Path's own questions raise on names that are too long
        # Only what calls itself a model stands in its place; any folder can hold other programs' pickles.
        pickles = [f"model{end}" for end in _PICKLES if os.path.isfile(place / f"model{end}")]
        if pickles or (os.path.isfile(place) and place.suffix in _PICKLES):
            name = place / pickles[0] if pickles else place
            raise ClassifierError("model-pickle", f"{name} is a pickle, which is never loaded; expected a model folder")
        raise ClassifierError("model-missing", f"{place} is no model folder: it holds no {CONFIG}")
    data = _read(place, CONFIG)
    if data[:1] == b"\x80":
        raise ClassifierError("model-pickle", f"{place / CONFIG} holds a pickle, which is never loaded")
    try:
        config = json.loads(data)
        form = config["format"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ClassifierError("model-altered", f"{place / CONFIG} is no model configuration (truncated?)") from None
    if not isinstance(form, int) or form > FORMAT or form < 1:
        raise ClassifierError(
            "model-format",
            f"{place} has format {form!r}; this version reads up to {FORMAT}",
            hint="update the program, or train the model again",
        )
    unsigned = {key: value for key, value in config.items() if key != "checksum"}
    try:
        is_ours = _dump(config) == data and config.get("checksum") == _sha256(_dump(unsigned))
    except (ValueError, RecursionError):  # lone surrogates, or lists in lists without end: never saved by us
        is_ours = False
    if not is_ours:
        raise ClassifierError("model-altered", f"{place / CONFIG} isn't the file that was saved: its checksum differs")
    if not isinstance(config.get("sha256"), dict):
        raise ClassifierError("model-invalid", f"{place / CONFIG} lacks the files' sha256")
    return dict(config)


def _build(config: dict[str, Any], blob: bytes, words: bytes) -> Model:
    from safetensors.numpy import load as from_bytes

    arrays = {name: np.asarray(array, dtype=np.float64) for name, array in from_bytes(blob).items()}
    vocabulary = tuple(words.decode("utf8").split("\n")[:-1])
    titles = Titles.from_dicts(config["roles"], config["title_modifiers"])
    k, n = len(titles.roles), len(vocabulary)
    expected = {"idf": (n,), "coefficients": (k, n), "intercepts": (k,)}
    shapes = {name: array.shape for name, array in arrays.items()}
    if shapes != expected or k < 2 or len(titles.names) != k or len(set(vocabulary)) != n or config["terms"] != n:
        raise ClassifierError("model-invalid", f"the arrays' shapes don't fit: expected {expected}, found {shapes}")
    calibration = Calibration(
        float(config["calibration"]["temperature"]),
        tuple(float(b) for b in config["calibration"]["biases"]),
        str(config["calibration"]["source"]),
    )
    # Comparisons with NaN are false.
    numbers = (*arrays.values(), np.array(calibration.biases))
    sound = all((np.abs(array) <= STRONGEST).all() for array in numbers)
    if not (sound and 1 / STRONGEST <= calibration.temperature <= STRONGEST):
        raise ClassifierError("model-invalid", f"an array or the calibration holds a number beyond {STRONGEST:,.0f}")
    if len(calibration.biases) != k:
        raise ClassifierError("model-invalid", f"expected {k} biases, found {len(calibration.biases)}")
    return Model(
        titles,
        vocabulary,
        arrays["idf"],
        arrays["coefficients"],
        arrays["intercepts"],
        calibration,
        Thresholds.from_dict(config["thresholds"]),
        str(config["name"]),
        str(config["version"]),
        dict(config["facts"]),
        str(config["checksum"]),
    )


def _read(place: Path, name: str) -> bytes:
    path, largest = place / name, LARGEST[name]
    try:
        size = path.stat().st_size
        if size > largest:
            raise ClassifierError("model-invalid", f"{path} is {size:,} bytes; at most {largest:,} are read")
        if not path.is_file():
            raise ClassifierError("model-missing", f"{path} is no file")  # a pipe would never end
        return path.read_bytes()
    except OSError as error:
        raise ClassifierError("model-missing", f"can't read {path}: {error.strerror or error}") from None


def _dump(config: dict[str, Any]) -> bytes:
    return (json.dumps(config, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf8")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
