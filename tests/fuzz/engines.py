"""How inputs are made: from a structure by hypothesis, or from seeds by changing them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from tests.fuzz.law import Report, arm, try_one

LARGEST = 1_000_000
TOKENS = [
    *(token.encode("utf8", "surrogatepass") for token in (
        "\0 \x1b[2J \x1b]0;x\x07 \u202e \u2066 \ufeff \ufffd \u0301 \u200d \ud800 \udfff \U0010ffff \u2028 \x85 "
        "ﬁ ½ İ ß Σ 漢字 ٣ ㎏ 𝐀𝐄 🚀 Account Manager AE AMs /Manager senior • - e.g. U.S. accountsCreates "
        "<b id=1> <p> </p> <div> <li> <!-- --> <![CDATA[ </script> <script> <table> &amp; &lt; &#x110000; "
        '&#99999999999; type="application/ld+json" {"@type":"JobPosting","description":" \\ud800 \\u0000 NaN '
        'Infinity -1 1e999 null true {} [] {"a":1} ,,, ;;; "" \'\' \\" \\n 1 0 999999999999999999999 ../../x '
        "=cmd|calc text label text,label "
        "| --- ** __ [a](b) # ? ! : ; %s {0} %n [bold] [/] [link=x]"
    ).split(" ")),
    b" ", b"\n", b"\r", b"\r\n", b"\t", b'"', b",", b"\n\n", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\x80",
    b"\xed\xa0\x80", b"\x1f\x8b", b"PK\x03\x04", b"%PDF-", b"PAR1", b"\x28\xb5\x2f\xfd",
    b"\x00" * 8, b"\xff" * 8, b"\x7f\xff\xff\xff",
]  # fmt: skip


def mutations(seeds: Sequence[bytes], rng: random.Random) -> Iterator[bytes]:
    """Seeds changed in one to six places, endlessly; now and then one is repeated up to a megabyte."""
    while True:
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.choice((1, 1, 2, 3, 6))):
            _change(data, seeds, rng)
        if rng.random() < 0.0005 and data:
            unit = bytes(data[: rng.randint(1, 60)])
            data = bytearray(unit * (rng.choice((20_000, 100_000, LARGEST)) // len(unit)))
        yield bytes(data[:LARGEST])


def _change(data: bytearray, seeds: Sequence[bytes], rng: random.Random) -> None:
    a = rng.randint(0, len(data))
    b = min(len(data), a + rng.choice((0, 1, 1, 2, 4, 16, 64, 256)))
    kind = rng.randrange(9)
    if kind == 0 and a < len(data):
        data[a] ^= 1 << rng.randrange(8)
    elif kind == 1:
        del data[a:b]
    elif kind == 2:
        data[a:a] = rng.choice(TOKENS)
    elif kind == 3:
        data[a:b] = rng.choice(TOKENS)
    elif kind == 4:
        data[a:a] = data[a:b] * rng.choice((1, 2, 10, 40))
    elif kind == 5:
        other = rng.choice(seeds)
        at = rng.randint(0, len(other))
        data[a:a] = other[at : at + rng.choice((1, 8, 64, 512))]
    elif kind == 6:
        del data[a:]
    elif kind == 7:
        data[a:a] = rng.choice(TOKENS) * rng.choice((2, 5, 30, 200))
    else:
        data[a:b] = rng.randbytes(rng.choice((1, 1, 2, 8)))


def mutate(
    run: Callable[[bytes], None], seeds: Sequence[bytes], report: Report, count: int, seed: int, *, clock: bool = True
) -> None:
    """Try the seeds themselves and changes of them, ``count`` inputs in all."""
    rng = random.Random(f"{seed} {report.target}")
    _warm(run, seeds)
    made = mutations(seeds, rng)
    for number in range(count):
        if number % 50 == 0:
            arm()
        try_one(run, seeds[number] if number < len(seeds) else next(made), report, clock=clock)


def _warm(run: Callable[[bytes], None], seeds: Sequence[bytes]) -> None:
    """Load and compile what the first input would pay for."""
    for data in seeds[:2]:
        try_one(run, data, Report("", ""), clock=False)


def generate(
    run: Callable[[bytes], None],
    seeds: Sequence[bytes],
    strategy: object,
    report: Report,
    count: int,
    seed: int,
    *,
    clock: bool = True,
) -> None:
    """Try ``count`` inputs that hypothesis makes of the target's structure."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    _warm(run, seeds)

    @seeded(seed)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def each(data: bytes) -> None:
        if report.inputs < count:
            arm()
            try_one(run, data, report, clock=clock)

    each()
