from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import classifier
from classifier.cli import app
from classifier.cli.shell import run
from classifier.model import Model


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch):
    def call(*arguments: str | Path) -> int:
        monkeypatch.setattr(sys, "argv", ["classifier", "model", *map(str, arguments)])
        return run(app)

    return call


@pytest.fixture
def folder(kitchen: Model, tmp_path: Path) -> Path:
    kitchen.save(tmp_path / "kitchen")
    return tmp_path / "kitchen"


def test_show_tells_what_a_model_is(model, capsys: pytest.CaptureFixture[str], shipped: Model) -> None:
    assert model("show") == 0
    out = capsys.readouterr().out
    assert shipped.sha256 in out
    assert "Strongest for AM: " in out
    for word in ("calibration", "abstains", "cross-val.", "account director", f"{len(shipped.vocabulary):,} words"):
        assert word in out
    assert max(map(len, out.splitlines())) <= 80


def test_show_gives_json(model, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert model("show", folder, "--json", "--strongest", "3") == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {
        *("name", "version", "sha256", "roles", "terms", "calibration", "thresholds", "facts", "strongest"),
    }
    assert max(map(len, told["strongest"].values())) == 3


def test_show_is_harmless_whatever_a_model_calls_itself(
    model, capsys: pytest.CaptureFixture[str], kitchen: Model, tmp_path: Path
) -> None:
    from dataclasses import replace

    replace(kitchen, name="evil\x1b[2J[red]", vocabulary=("\x1b[31m", *kitchen.vocabulary[1:])).save(tmp_path / "evil")
    assert model("show", tmp_path / "evil", "--strongest", "1000") == 0
    assert "\x1b" not in capsys.readouterr().out


def test_verify_gives_0_for_a_whole_folder_and_1_for_another(
    model, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert model("verify", folder) == 0
    assert "is whole: 3 labels" in capsys.readouterr().out
    (folder / "stray.pkl").write_bytes(b"\x80")
    assert model("verify", folder) == 0
    assert "warning: stray.pkl is no part of a model" in capsys.readouterr().err
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert model("verify", folder) == 1
    assert capsys.readouterr().err.startswith("error[model-altered]: ")
    assert model("verify", folder / "none") == 1


def test_export_writes_a_pipeline_and_warns(
    model, capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, kitchen: Model
) -> None:
    import joblib

    assert model("export", folder, "-o", tmp_path / "out.joblib") == 0
    assert "loading one runs the code in it" in capsys.readouterr().err
    loaded = joblib.load(tmp_path / "out.joblib")
    texts = ["Fry the fish", "Our pay is good"]
    assert abs(loaded.predict_proba(texts) - kitchen.predict_proba(texts)).max() < 1e-6
    assert model("export", folder, "-o", tmp_path / "out.joblib") == 1
    assert model("export", folder, "-o", tmp_path / "out.joblib", "--force", "-q") == 0
    assert capsys.readouterr().err.startswith("error[output-exists]: ")


def test_export_copies_a_checked_folder(model, folder: Path, tmp_path: Path) -> None:
    (folder / "stray.pkl").write_bytes(b"\x80")
    (folder / "README.md").write_text("my own card")
    assert model("export", folder, "--format", "folder", "-o", tmp_path / "copy") == 0
    names = ["README.md", "config.json", "model.safetensors", "vocabulary.txt"]
    assert sorted(p.name for p in (tmp_path / "copy").iterdir()) == names
    assert all((tmp_path / "copy" / name).read_bytes() == (folder / name).read_bytes() for name in names)
    assert classifier.load(tmp_path / "copy").labels == ["cook", "none", "waiter"]
    assert model("export", folder, "--format", "folder", "-o", tmp_path / "copy") == 1
    (folder / "vocabulary.txt").write_text("altered\n")
    assert model("export", folder, "--format", "folder", "-o", tmp_path / "other") == 1
    assert not (tmp_path / "other").exists()


def test_the_help_of_export_warns_of_pickles(model, capsys: pytest.CaptureFixture[str]) -> None:
    assert model("export", "--help") == 0
    assert "WARNING: a joblib file is a pickle" in capsys.readouterr().out


def test_show_and_verify_import_nothing_heavy() -> None:
    from tests.test_imports import HEAVY, imported_by

    for command in ("show", "verify"):
        assert not imported_by("model", command) & HEAVY
