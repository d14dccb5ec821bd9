from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pytest

from classifier.errors import ClassifierError
from classifier.export import export_joblib
from classifier.model import Model
from tests.conftest import ROOT

TEXTS = ["", "Close deals.", "Renew contracts and keep clients happy.\n• Lead the account team", "Ünïcode ﬁsh 😀"]


def test_the_loaded_pipeline_gives_the_same_probabilities(shipped: Model, posting: str, tmp_path: Path) -> None:
    texts = [posting, *TEXTS]
    loaded = joblib.load(export_joblib(shipped, tmp_path / "model.joblib"))
    np.testing.assert_allclose(loaded.predict_proba(texts), shipped.predict_proba(texts), atol=1e-6, rtol=0)
    assert loaded.classes_.tolist() == shipped.labels


def test_two_labels_and_other_labels_survive_too(kitchen: Model, tmp_path: Path) -> None:
    loaded = joblib.load(export_joblib(kitchen, tmp_path / "deep" / "kitchen.joblib"))
    np.testing.assert_allclose(loaded.predict_proba(TEXTS), kitchen.predict_proba(TEXTS), atol=1e-6, rtol=0)


def test_a_new_process_loads_it(kitchen: Model, tmp_path: Path) -> None:
    export_joblib(kitchen, tmp_path / "model.joblib")
    code = "import joblib, sys; print(joblib.load(sys.argv[1]).predict(['Fry the fish and boil rice'])[0])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "model.joblib")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stdout == "cook\n", done.stderr


def test_a_file_is_replaced_only_when_told_and_a_folder_never(kitchen: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    path.write_text("mine")
    for target, overwrite in ((path, False), (tmp_path, True)):
        with pytest.raises(ClassifierError) as caught:
            export_joblib(kitchen, target, overwrite=overwrite)
        assert caught.value.code == "output-exists"
    assert path.read_text() == "mine"
    export_joblib(kitchen, path, overwrite=True)
    assert [p.name for p in tmp_path.iterdir()] == ["model.joblib"]


def test_a_failed_export_leaves_nothing(kitchen: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(joblib, "dump", full)
    with pytest.raises(ClassifierError, match="No space left"):
        export_joblib(kitchen, tmp_path / "model.joblib")
    assert list(tmp_path.iterdir()) == []


def test_an_export_named_like_a_folder_is_refused(kitchen: Model, tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match=r"name it model\.joblib; --format folder") as caught:
        export_joblib(kitchen, tmp_path / "outdir")
    assert caught.value.code == "output-form"
    assert not (tmp_path / "outdir").exists()
