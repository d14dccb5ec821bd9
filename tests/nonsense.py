"""Makes the gibberish and the lorem ipsum of ``tests/data/nonsense.jsonl``; its other texts were written by hand.

``python -m tests.nonsense`` writes the file again, keeping what was written by hand.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator

from tests.conftest import DATA

FILE = DATA / "nonsense.jsonl"
MADE = ("gibberish", "lorem")
LOREM = (
    "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna "
    "aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis "
    "aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat "
    "cupidatat non proident sunt culpa qui officia deserunt mollit anim id est laborum"
).split()
# Common words with no job behind them: a salad of them is English to the eye and says nothing.
SALAD = (
    "table river slowly under yellow because window the a of and in to with seven never moon paper horse laugh salt "
    "run quietly door who them cold winter bread old stone above between song glass if but not tree yesterday blue "
    "mountain sleeps spoon narrow hat rain cloud small early kitchen garden fish left right long there then always "
    "some any more less two four night morning dog cat bird sky sea sand hill road bridge boat shoe button candle"
).split()
ROWS_OF_KEYS = ("qwertyuiop", "asdfghjkl;", "zxcvbnm,./")


def make(seed: int = 0) -> list[dict[str, str]]:
    """The same texts for the same seed, on every machine."""
    rng = random.Random(seed)
    kinds: list[Callable[[random.Random], str]] = [letters, keys, syllables, salad, symbols, scripts, encoded]
    made = [{"kind": "gibberish", "text": kinds[i % len(kinds)](rng)} for i in range(49)]
    return made + [{"kind": "lorem", "text": lorem(rng, i)} for i in range(20)]


def letters(rng: random.Random) -> str:
    """Words of random letters."""
    return prose(rng, lambda: "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(1, 11))))


def keys(rng: random.Random) -> str:
    """A hand that runs along a keyboard."""

    def mash() -> str:
        row = rng.choice(ROWS_OF_KEYS)
        start = rng.randrange(len(row) - 3)
        return row[start : start + rng.randint(3, 7)] * rng.randint(1, 3)

    return " ".join(mash() for _ in range(rng.randint(30, 90)))


def syllables(rng: random.Random) -> str:
    """Words that could be said aloud."""

    def word() -> str:
        return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(1, 4)))

    return prose(rng, word)


def salad(rng: random.Random) -> str:
    """Real words in no order."""
    return prose(rng, lambda: rng.choice(SALAD))


def symbols(rng: random.Random) -> str:
    """Digits, punctuation and pictures."""
    signs = "0123456789!?%&/()=+*#-_.,;:<>|~^$€£§°☺★♥♫→✓🙂🚀🎉🔥"
    return " ".join("".join(rng.choices(signs, k=rng.randint(1, 8))) for _ in range(rng.randint(40, 120)))


def scripts(rng: random.Random) -> str:
    """Letters of other alphabets."""
    first, last = rng.choice([(0x3B1, 0x3C9), (0x430, 0x44F), (0x4E00, 0x4FFF), (0x5D0, 0x5EA), (0x3042, 0x3093)])
    return prose(rng, lambda: "".join(chr(rng.randint(first, last)) for _ in range(rng.randint(2, 8))))


def encoded(rng: random.Random) -> str:
    """What a mail program shows of an attachment it can't read."""
    data = base64.b64encode(rng.randbytes(rng.randint(300, 900))).decode()
    return "\n".join(data[i : i + 76] for i in range(0, len(data), 76))


def lorem(rng: random.Random, number: int) -> str:
    """Lorem ipsum: as it begins in every draft, then in no order."""
    words = iter(LOREM) if number % 4 == 0 else iter(())
    return prose(rng, lambda: next(words, None) or rng.choice(LOREM))


def prose(rng: random.Random, word: Callable[[], str]) -> str:
    """Words in sentences and paragraphs; now and then a list."""
    sentences = []
    for _ in range(rng.randint(6, 14)):
        sentence = " ".join(word() for _ in range(rng.randint(4, 16)))
        sentences.append(sentence[:1].upper() + sentence[1:] + rng.choice("...!?"))
    if rng.random() < 0.3:
        return "\n- ".join(sentences)
    return "\n\n".join(" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5))


def read_all() -> Iterator[dict[str, str]]:
    """The texts of the file."""
    for line in FILE.read_text(encoding="utf8").splitlines():
        yield json.loads(line)


if __name__ == "__main__":
    texts = [*make(), *(text for text in read_all() if text["kind"] not in MADE)]
    FILE.write_text("".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts), encoding="utf8")
