from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

import classifier
from classifier.errors import ClassifierError
from classifier.model import Model
from classifier.storage import _dump, _sha256


@pytest.fixture
def folder(kitchen: Model, tmp_path: Path) -> Path:
    kitchen.save(tmp_path / "kitchen")
    return tmp_path / "kitchen"


def code(folder: Path) -> str:
    with pytest.raises(ClassifierError) as caught:
        classifier.load(folder)
    assert "\n" not in str(caught.value)
    return caught.value.code


def test_a_saved_model_is_the_same_when_loaded(kitchen: Model, folder: Path) -> None:
    loaded = classifier.load(folder)
    texts = ["Fry rice", "Carry the plates", ""]
    assert loaded.predict_proba(texts).tolist() == kitchen.predict_proba(texts).tolist()
    assert loaded.sha256
    assert sorted(p.name for p in folder.iterdir()) == [
        "README.md",
        "config.json",
        "model.safetensors",
        "vocabulary.txt",
    ]


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "vocabulary.txt"])
def test_one_altered_byte_is_refused_wherever_it_is(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    for at in {0, 1, len(data) // 3, len(data) // 2, len(data) - 1}:
        (folder / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert code(folder) in ("model-altered", "model-pickle")
    (folder / name).write_bytes(data)
    assert classifier.load(folder)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "vocabulary.txt"])
def test_truncated_or_missing_files_are_refused(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    for size in (0, len(data) // 2, len(data) - 1):
        (folder / name).write_bytes(data[:size])
        assert code(folder) == "model-altered"
    (folder / name).unlink()
    assert code(folder) == "model-missing"


class _Trap:
    def __reduce__(self):
        return (Path.touch, (Path("trapped"),))


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "vocabulary.txt"])
def test_a_pickle_is_refused_and_not_executed(folder: Path, name: str, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (folder / name).write_bytes(pickle.dumps(_Trap()))
    assert code(folder) == "model-pickle"
    assert not Path("trapped").exists()


def test_a_folder_or_file_of_only_a_pickle_is_named_so(tmp_path: Path) -> None:
    (tmp_path / "model.joblib").write_bytes(pickle.dumps(_Trap()))
    assert code(tmp_path) == "model-pickle"
    assert code(tmp_path / "model.joblib") == "model-pickle"
    assert code(tmp_path / "nothing") == "model-missing"


def test_another_programs_pickle_does_not_make_a_folder_a_pickled_model(tmp_path: Path) -> None:
    (tmp_path / "base.pkl").write_bytes(pickle.dumps(_Trap()))
    assert code(tmp_path) == "model-missing"


def test_the_card_has_no_checksum(folder: Path) -> None:
    (folder / "README.md").write_text("Another card", encoding="utf8")
    assert classifier.load(folder).labels


def resign(folder: Path, **changes: object) -> None:
    """What a stranger could do: alter the configuration and give it a right checksum."""
    config = json.loads((folder / "config.json").read_bytes())
    config.update(changes)
    del config["checksum"]
    config["checksum"] = _sha256(_dump(config))
    (folder / "config.json").write_bytes(_dump(config))


@pytest.mark.parametrize("form", [2, 0, -1, "1", None, 1.5])
def test_another_format_is_refused(folder: Path, form: object) -> None:
    resign(folder, format=form)
    assert code(folder) == "model-format"


@pytest.mark.parametrize(
    "changes",
    [
        {"roles": []},
        {"roles": [{"label": "a", "name": "a", "titles": []}] * 3},
        {"roles": 7},
        {"terms": 3},
        {"calibration": {"temperature": 0, "biases": [0, 0, 0], "source": ""}},
        {"calibration": {"temperature": 1, "biases": [0, 0], "source": ""}},
        {"calibration": {"temperature": float("nan"), "biases": [0, 0, 0], "source": ""}},
        {"thresholds": {"surprise": 1}},
        {"thresholds": None},
        {"sha256": None},
        {"facts": 3},
    ],
)
def test_a_signed_but_senseless_configuration_is_refused(folder: Path, changes: dict) -> None:
    resign(folder, **changes)
    assert code(folder) == "model-invalid"


def test_arrays_that_are_not_finite_are_refused(kitchen: Model, tmp_path: Path) -> None:
    kitchen.idf[0], kept = np.nan, kitchen.idf[0]
    try:
        kitchen.save(tmp_path / "bad")
    finally:
        kitchen.idf[0] = kept
    assert code(tmp_path / "bad") == "model-invalid"


def test_save_replaces_only_a_model_and_only_when_told(kitchen: Model, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match="exists already"):
        kitchen.save(folder)
    kitchen.save(folder, overwrite=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(ClassifierError, match="no model folder"):
        kitchen.save(tmp_path / "mine", overwrite=True)
    assert (tmp_path / "mine" / "thesis.txt").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kitchen", "mine"]


def test_a_failed_save_leaves_the_old_model(kitchen: Model, folder: Path, monkeypatch) -> None:
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ClassifierError, match="No space left"):
        kitchen.save(folder, overwrite=True)
    monkeypatch.undo()
    assert classifier.load(folder)
    assert [p.name for p in folder.parent.iterdir()] == ["kitchen"]


def test_the_shipped_model_is_whole(shipped: Model) -> None:
    assert shipped.labels == ["AE", "AM", "AD", "none"]
    assert len(shipped.sha256) == 64


def test_a_copy_elsewhere_loads(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert classifier.load(tmp_path / "copy").sha256 == classifier.load(folder).sha256
