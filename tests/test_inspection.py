from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from classifier.errors import ClassifierError
from classifier.inspection import summarise, verify
from classifier.model import Model
from classifier.rendering.model import show_model


def test_the_strongest_terms_speak_for_their_label(shipped: Model) -> None:
    summary = summarise(shipped, strongest=20)
    assert list(summary.strongest) == shipped.labels
    assert "quota" in dict(summary.strongest["AE"])
    assert "renewal" in dict(summary.strongest["AM"])
    for terms in summary.strongest.values():
        strengths = [strength for _, strength in terms]
        assert strengths == sorted(strengths, reverse=True)
        assert strengths[-1] > 0
    column = shipped.vocabulary.index("quota")
    row = shipped.coefficients[:, column] - shipped.coefficients[:, column].mean()
    assert dict(summary.strongest["AE"])["quota"] == pytest.approx(row[0] * shipped.idf[column])


def test_terms_that_speak_against_a_label_are_not_its_strongest(kitchen: Model) -> None:
    weak = replace(kitchen, coefficients=kitchen.coefficients * np.array([[1.0], [0.0], [1.0]]) - [[0], [9], [0]])
    summary = summarise(weak)
    assert summary.strongest["none"] == []
    out = io.StringIO()
    show_model(summary, Console(file=out, width=80))
    assert "Strongest for none: no word or word pair\n" in out.getvalue()
    assert "-" not in out.getvalue().split("Strongest for", 1)[1]


def test_a_summary_is_plain_data(kitchen: Model) -> None:
    told = json.loads(json.dumps(summarise(kitchen, strongest=2).to_dict()))
    assert [role["label"] for role in told["roles"]] == ["cook", "none", "waiter"]
    assert told["terms"] == len(kitchen.vocabulary)
    assert {label: len(terms) for label, terms in told["strongest"].items()} == {"cook": 2, "none": 2, "waiter": 2}


def test_a_folder_is_verified_and_strange_files_in_it_are_named(kitchen: Model, tmp_path: Path) -> None:
    kitchen.save(tmp_path / "kitchen")
    (tmp_path / "kitchen" / "extra.pkl").write_bytes(b"\x80")
    found = verify(tmp_path / "kitchen")
    assert found.others == ("extra.pkl",)
    assert set(found.sizes) == {"model.safetensors", "config.json", "vocabulary.txt", "README.md"}
    (tmp_path / "kitchen" / "vocabulary.txt").write_text("altered\n")
    with pytest.raises(ClassifierError):
        verify(tmp_path / "kitchen")
