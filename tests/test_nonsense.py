from __future__ import annotations

from collections import Counter

from classifier.model import Model
from tests.nonsense import MADE, make, read_all

LEAST = 0.95


def test_texts_that_are_no_posting_get_no_role(shipped: Model) -> None:
    texts = list(read_all())
    wrong = [
        f"{text['kind']}: {prediction.role} {prediction.confidence:.0%}: {text['text'][:70]!r}"
        for text in texts
        if (prediction := shipped.predict(text["text"])).role not in (None, "none")
    ]
    print(f"{len(wrong)} of {len(texts)} texts get a role:", *wrong, sep="\n")
    assert 1 - len(wrong) / len(texts) >= LEAST, wrong


def test_what_was_made_can_be_made_again() -> None:
    assert [text for text in read_all() if text["kind"] in MADE] == make()


def test_there_are_enough_texts_of_every_kind_and_none_twice() -> None:
    texts = list(read_all())
    counts = Counter(text["kind"] for text in texts)
    assert len(texts) >= 200
    assert len({text["text"] for text in texts}) == len(texts)
    assert set(counts) == {
        *MADE,
        *("german", "french", "spanish", "italian", "portuguese", "dutch"),
        *("code", "recipe", "cv", "news", "poem", "legal", "review"),
    }
    assert min(counts.values()) >= 7
