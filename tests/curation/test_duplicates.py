from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from classifier.curation.duplicates import LEAST_JACCARD, jaccard, near_duplicates, shingles

# Few different words, in texts that grow out of each other, so that many pairs are nearly alike.
_texts = st.lists(st.lists(st.sampled_from("abcd"), max_size=14), min_size=1, max_size=4).flatmap(
    lambda bases: st.lists(
        st.tuples(st.sampled_from(bases), st.lists(st.sampled_from("abcd"), max_size=2)).map(
            lambda pair: [*pair[0], *pair[1]]
        ),
        max_size=12,
    )
)


@given(_texts)
def test_pairs_are_those_of_comparing_all_with_all(texts: list[list[str]]) -> None:
    first = [i for i, text in enumerate(texts) if text and text not in texts[:i]]
    expected = {
        (i, j)
        for j in first
        for i in first
        if i < j and jaccard(shingles(texts[i]), shingles(texts[j])) >= LEAST_JACCARD
    } | {(texts.index(text), j) for j, text in enumerate(texts) if text and text in texts[:j]}
    found = list(near_duplicates(texts))
    assert {(i, j) for i, j, _ in found} == expected
    assert len(found) == len(expected)
    assert [j for _, j, _ in found] == sorted(j for _, j, _ in found)


def test_a_template_of_thousands_of_rows_stays_small() -> None:
    base = [f"word{i}" for i in range(40)]
    assert len(list(near_duplicates([[*base, str(i)] for i in range(300)]))) < 300 * 20
    assert len(list(near_duplicates([base] * 5000))) == 4999
