from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifier.errors import ClassifierError
from classifier.given import read_calibration, read_roles
from classifier.model import Thresholds
from classifier.storage import shipped_model

CONFIG = shipped_model() / "config.json"


def write(path: Path, value: object) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf8")
    return path


def test_a_models_configuration_gives_its_roles_and_calibration() -> None:
    config = json.loads(CONFIG.read_bytes())
    titles = read_roles(CONFIG)
    assert [role.to_dict() for role in titles.roles] == config["roles"]
    calibration, thresholds = read_calibration(CONFIG, ["AE", "AM", "AD", "none"])
    assert calibration.to_dict() == config["calibration"]
    assert thresholds is not None
    assert thresholds.to_dict() == config["thresholds"]


def test_biases_follow_their_labels_into_another_order() -> None:
    biases = dict(
        zip(["AE", "AM", "AD", "none"], json.loads(CONFIG.read_bytes())["calibration"]["biases"], strict=True)
    )
    order = ["none", "AD", "AM", "AE"]
    assert read_calibration(CONFIG, order)[0].biases == tuple(biases[label] for label in order)


def test_little_needs_to_be_given(tmp_path: Path) -> None:
    roles = read_roles(write(tmp_path / "roles.json", [{"label": "a"}, {"label": "b", "titles": ["big boss"]}])).roles
    assert [(role.name, role.titles, role.duties) for role in roles] == [("a", (), ""), ("b", ("big boss",), "")]
    given = {"calibration": {"temperature": 2, "biases": [1, -1]}, "thresholds": {"confidence": 0.7}}
    calibration, thresholds = read_calibration(write(tmp_path / "calibration.json", given), ["a", "b"])
    assert (calibration.temperature, calibration.source) == (2.0, "given in calibration.json")
    assert thresholds == Thresholds(confidence=0.7)


@pytest.mark.parametrize(
    "value",
    [
        "{",
        "[" * 100_000,
        3,
        {},
        {"roles": {}},
        [1],
        [{}],
        [{"label": ""}],
        [{"label": 1}],
        [{"label": "a", "name": 1}],
        [{"label": "a", "titles": "boss"}],
        [{"label": "a", "titles": [1]}],
        [{"label": "a", "duties": None}],
        [{"label": "a"}, {"label": "a"}],
        {"roles": [{"label": "a"}], "title_modifiers": 3},
    ],
)
def test_senseless_roles_are_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(ClassifierError) as caught:
        read_roles(write(tmp_path / "roles.json", value))
    assert caught.value.code == "roles-invalid"


@pytest.mark.parametrize(
    "value",
    [
        "{",
        [],
        "null",
        {},
        {"calibration": 1},
        {"calibration": {"temperature": 1}},
        {"calibration": {"temperature": "hot", "biases": [0, 0]}},
        {"calibration": {"temperature": 0, "biases": [0, 0]}},
        {"calibration": {"temperature": 1, "biases": [0]}},
        {"calibration": {"temperature": 1, "biases": [0, 0, 0]}},
        '{"calibration": {"temperature": 1, "biases": [0, NaN]}}',
        {"calibration": {"temperature": 1, "biases": [0, 0]}, "thresholds": {"surprise": 1}},
        {"calibration": {"temperature": 1, "biases": [0, 0]}, "thresholds": 7},
        {"calibration": {"temperature": 1, "biases": [0, 0]}, "thresholds": {"confidence": "high"}},
        {"calibration": {"temperature": 1, "biases": [0, 0]}, "thresholds": {"confidence": 70}},
        {"calibration": {"temperature": 1, "biases": [0, 0]}, "roles": [{"label": "a"}, {"label": "c"}]},
        {"calibration": {"temperature": 1, "biases": [0, 0]}, "roles": 5},
    ],
)
def test_a_senseless_calibration_is_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(ClassifierError) as caught:
        read_calibration(write(tmp_path / "calibration.json", value), ["a", "b"])
    assert caught.value.code == "calibration-invalid"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for read in (read_roles, lambda path: read_calibration(path, ["a", "b"])):
        with pytest.raises(ClassifierError, match=r"can't read .*none\.json"):
            read(tmp_path / "none.json")
