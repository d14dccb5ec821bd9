"""A model folder from a stranger: whatever it holds, it loads as data or is refused in one line, quickly."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load as from_bytes
from safetensors.numpy import save as to_bytes

import classifier
from classifier.errors import ClassifierError
from classifier.kernel import Scorer
from classifier.model import Model
from classifier.roles import Role, Titles
from classifier.storage import ARRAYS, CARD, CONFIG, FORMAT, LARGEST, VOCABULARY, _dump, _sha256, copy

TEXT = "Fry the fish, carry the plates, pour the wine and season the stew. " * 3


@pytest.fixture
def folder(kitchen: Model, tmp_path: Path) -> Path:
    kitchen.save(tmp_path / "kitchen")
    return tmp_path / "kitchen"


def sign(folder: Path, **changes: Any) -> None:
    """What a stranger can do: change files and give them right checksums."""
    config = {**json.loads((folder / CONFIG).read_bytes()), **changes}
    config["sha256"] = {name: _sha256((folder / name).read_bytes()) for name in (ARRAYS, VOCABULARY)}
    config.pop("checksum", None)
    config["checksum"] = _sha256(_dump(config))
    (folder / CONFIG).write_bytes(_dump(config))


def code(folder: Path) -> str:
    with pytest.raises(ClassifierError) as caught:
        classifier.load(folder)
    assert "\n" not in str(caught.value)
    return caught.value.code


def test_huge_declared_shapes_take_no_memory(folder: Path) -> None:
    for shape, end in (([1 << 60], 1 << 63), ([1 << 20, 1 << 20], 1 << 43), ([3], 24), ([-1], 8)):
        header = json.dumps({"idf": {"dtype": "F64", "shape": shape, "data_offsets": [0, end]}}).encode()
        (folder / ARRAYS).write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 8)
        sign(folder)
        assert code(folder) == "model-invalid"
    (folder / ARRAYS).write_bytes((1 << 62).to_bytes(8, "little") + b"{}")
    sign(folder)
    assert code(folder) == "model-invalid"


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e30])
@pytest.mark.parametrize("name", ["idf", "coefficients", "intercepts"])
def test_numbers_that_spoil_every_sum_are_refused(folder: Path, name: str, number: float) -> None:
    arrays = {key: array.copy() for key, array in from_bytes((folder / ARRAYS).read_bytes()).items()}
    arrays[name].flat[0] = number
    (folder / ARRAYS).write_bytes(to_bytes(arrays))
    sign(folder)
    assert code(folder) == "model-invalid"


@pytest.mark.parametrize("temperature", [1e-300, 1e300, -1, "x"])
def test_a_temperature_that_spoils_every_sum_is_refused(folder: Path, temperature: Any) -> None:
    sign(folder, calibration={"temperature": temperature, "biases": [0, 0, 0], "source": ""})
    assert code(folder) == "model-invalid"


@pytest.mark.parametrize(
    "thresholds",
    [{"confidence": "0.5"}, {"confidence": 7}, {"terms": None}, {"terms": -1}, {"known": float("nan")}, {"known": []}],
)
def test_senseless_thresholds_are_refused_when_read_and_not_when_used(folder: Path, thresholds: dict) -> None:
    sign(folder, thresholds=thresholds)
    assert code(folder) == "model-invalid"


@pytest.mark.parametrize(
    "words",
    [
        b"a\n" * 9,  # the same term over and over
        b"\xff\xfe\n" * 9,
        b"\xed\xa0\x80\n" * 9,
        b"",
        b"no line end",
    ],
)
def test_vocabularies_that_are_none_are_refused(folder: Path, words: bytes) -> None:
    (folder / VOCABULARY).write_bytes(words)
    sign(folder, terms=words.count(b"\n"))
    assert code(folder) == "model-invalid"


def test_a_format_of_the_future_is_named(folder: Path) -> None:
    sign(folder, format=FORMAT + 1)
    assert code(folder) == "model-format"


@pytest.mark.parametrize("deep", ["[" * 990 + "]" * 990, "[" * 500 + "]" * 500, "[" * 100_000, '{"a":' * 100_000])
def test_deeply_nested_configurations_are_refused(folder: Path, deep: str) -> None:
    (folder / CONFIG).write_text(f'{{"format": 1, "facts": {deep}}}')
    assert code(folder) == "model-altered"


def test_half_a_character_in_a_configuration_is_refused(folder: Path) -> None:
    (folder / CONFIG).write_text('{"format": 1, "name": "\\ud800"}')
    assert code(folder) == "model-altered"


@pytest.mark.parametrize("name", [CONFIG, VOCABULARY, ARRAYS])
def test_a_file_of_very_many_bytes_is_not_read(folder: Path, name: str) -> None:
    with (folder / name).open("wb") as file:
        file.truncate(LARGEST[name] + 1)  # sparse: it takes no room
    assert code(folder) == "model-invalid"


def test_a_configuration_of_a_gigabyte_is_not_read() -> None:
    assert LARGEST[CONFIG] < 1 << 25


@pytest.mark.parametrize("name", [CONFIG, VOCABULARY, ARRAYS])
def test_a_device_or_pipe_in_place_of_a_file_is_not_opened(folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)  # reading it would wait for ever
    assert code(folder) == "model-missing"
    (folder / name).unlink()
    (folder / name).symlink_to("/dev/zero")
    assert code(folder) == "model-missing"


def test_a_link_out_of_the_folder_tells_nothing_of_what_it_leads_to(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the key is 1234")
    for name in (CONFIG, VOCABULARY, ARRAYS):
        kept = (folder / name).read_bytes()
        (folder / name).unlink()
        (folder / name).symlink_to(secret)
        with pytest.raises(ClassifierError) as caught:
            classifier.load(folder)
        assert "1234" not in str(caught.value)
        (folder / name).unlink()
        (folder / name).write_bytes(kept)


def test_a_card_that_is_a_link_is_not_copied(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the key is 1234")
    (folder / CARD).unlink()
    (folder / CARD).symlink_to(tmp_path / "secret")
    copy(folder, tmp_path / "copied")
    assert sorted(path.name for path in (tmp_path / "copied").iterdir()) == [CONFIG, ARRAYS, VOCABULARY]


@pytest.mark.parametrize("name", ["../../outside", "/tmp/outside", "..", "a/b\\c", "CON", "x\0y", "\x1b[2J"])
def test_names_that_look_like_paths_lead_nowhere(folder: Path, tmp_path: Path, name: str) -> None:
    outside = {path.name for path in tmp_path.iterdir()} | {"again"}
    roles = [{"label": f"{name}{i}", "name": name, "titles": [name], "duties": name} for i in range(3)]
    sign(folder, name=name, version=name, roles=roles, title_modifiers=[name])
    model = classifier.load(folder)
    assert model.predict(TEXT).best in model.labels
    model.save(tmp_path / "again")
    assert {path.name for path in tmp_path.iterdir()} == outside
    assert classifier.load(tmp_path / "again").labels == model.labels


def test_files_named_by_the_configuration_are_not_read(folder: Path) -> None:
    config = json.loads((folder / CONFIG).read_bytes())
    config["sha256"]["../../etc/passwd"] = "0" * 64
    config.pop("checksum")
    config["checksum"] = _sha256(_dump(config))
    (folder / CONFIG).write_bytes(_dump(config))
    assert classifier.load(folder).labels


@pytest.mark.parametrize(
    "title", ["(a+)+$", "(?:a|aa)+b", ".*", "[", "(?R)", "\\", "a{1,99999}", " ", "", "\ud800", "-"]
)
def test_titles_are_words_and_no_patterns(kitchen: Model, title: str) -> None:
    roles = (*kitchen.titles.roles[:2], Role("waiter", "waiter", (title, f"{title} cook", "sous chef")))
    model = replace(kitchen, titles=Titles(roles, ("(a+)+$", "[")))
    for text in ("a" * 30_000 + "b", "aa " * 10_000, f"{title} cook", TEXT):
        prediction = model.predict(text)
        assert prediction.text == text
        found = Scorer(model).score_texts([text]).probabilities[0]
        assert found == pytest.approx(list(prediction.probabilities.values()), abs=1e-9)


def test_modifiers_of_any_kind_are_words(folder: Path) -> None:
    sign(folder, title_modifiers=[["a"], None, 3, {"b": 1}])
    assert classifier.load(folder).predict(TEXT).phrases


@pytest.mark.parametrize(
    "facts", [{"rows": 3}, {"cross_validation": {"rows": 3}}, {"cross_validation": "x"}, {"a": []}]
)
def test_facts_of_any_kind_make_a_card(folder: Path, tmp_path: Path, facts: dict) -> None:
    sign(folder, facts=facts)
    classifier.load(folder).save(tmp_path / "again")
    assert (tmp_path / "again" / CARD).exists()
