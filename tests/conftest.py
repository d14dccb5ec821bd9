from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

import classifier
from classifier.corpus import Row
from classifier.model import Model

settings.register_profile("quick", max_examples=60, deadline=None)
settings.load_profile("quick")

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
SHARED = ROOT.parent / "shared"

# Three jobs that have nothing to do with the shipped roles: small, and quick to train on.
KITCHEN = {
    "cook": [
        "Fry the fish and plate it.",
        "Boil rice for forty guests.",
        "Bake the bread at dawn.",
        "Stir the soup all day.",
        "Season the stew and taste it.",
        "Slice vegetables for the soup.",
    ],
    "waiter": [
        "Carry plates to the table.",
        "Pour wine and clear plates.",
        "Take orders at the table.",
        "Lay the table for guests.",
        "Bring the bill to guests.",
        "Greet guests at the door.",
    ],
    "none": [
        "We offer paid holiday.",
        "Apply with a short letter.",
        "The pay is good.",
        "Our office is in town.",
        "Holiday pay and a pension.",
        "Send a letter to the office.",
    ],
}


@pytest.fixture(scope="session")
def shipped() -> Model:
    return classifier.load()


@pytest.fixture(scope="session")
def kitchen_rows() -> list[Row]:
    return [Row(text, label, group=text) for label, texts in KITCHEN.items() for text in texts]


@pytest.fixture(scope="session")
def kitchen(kitchen_rows: list[Row]) -> Model:
    return classifier.train(kitchen_rows)


@pytest.fixture
def posting() -> str:
    return (DATA / "posting.txt").read_text(encoding="utf8")


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a kilobyte, so that little files to score have many."""
    from classifier.batch import blocks, csvs, jsonls, workspace

    for module in (blocks, csvs, jsonls, workspace):
        monkeypatch.setattr(module, "PART", 1000)
    for module in (csvs, jsonls):
        monkeypatch.setattr(module, "ROWS", 4)
