from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from classifier.errors import ClassifierError
from classifier.model import Model
from classifier.spacy_component import AccountRole, make_account_role
from tests.conftest import DATA, ROOT

TEXTS = [
    "",
    "   ",
    "short",
    "Frÿ thé ﬁsh — “and” close\u200b deals.\n• Renew 😀 contracts",
    "Account Manager (AM)\n" * 3,
]


@pytest.fixture
def nlp() -> Language:
    made = spacy.blank("en")
    made.add_pipe("account_role")
    return made


@pytest.fixture
def texts(posting: str) -> list[str]:
    return [posting, *TEXTS]


def cats(docs: list[Doc], labels: list[str]) -> np.ndarray:
    return np.array([[doc.cats[label] for label in labels] for doc in docs])


def test_the_probabilities_are_those_of_the_model(nlp: Language, texts: list[str], shipped: Model) -> None:
    docs = list(nlp.pipe(texts))
    np.testing.assert_allclose(cats(docs, shipped.labels), shipped.predict_proba(texts), atol=1e-6, rtol=0)
    np.testing.assert_allclose(cats([nlp(t) for t in texts], shipped.labels), cats(docs, shipped.labels), atol=1e-9)


def test_the_deciding_phrases_are_spans(nlp: Language, posting: str, shipped: Model) -> None:
    doc = nlp(posting)
    prediction = shipped.predict(posting)
    spans = list(doc.spans["account_role"])
    assert len(spans) == len(prediction.deciding) > 3
    for span, phrase in zip(spans, prediction.deciding, strict=True):
        assert phrase.text in span.text
        assert span.label_ == phrase.label == "AE"
        assert len(span.text) <= len(phrase.text) + 20, "widened to whole tokens, no further"
    assert doc._.account_role == prediction.to_dict()


def test_the_pipeline_can_be_saved_anywhere_and_loaded(nlp: Language, texts: list[str], tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    nlp.to_disk(tmp_path / "pipeline")  # once more, over itself
    loaded = spacy.load(tmp_path / "pipeline")
    labels = list(loaded.get_pipe("account_role").labels)
    assert labels == ["AE", "AM", "AD", "none"]
    assert cats(list(loaded.pipe(texts)), labels).tolist() == cats(list(nlp.pipe(texts)), labels).tolist()
    assert sorted(p.name for p in (tmp_path / "pipeline" / "account_role").iterdir()) == [
        "README.md",
        "config.json",
        "model.safetensors",
        "vocabulary.txt",
    ]


def test_a_saved_pipeline_needs_neither_its_folder_nor_the_shipped_model(kitchen: Model, tmp_path: Path) -> None:
    kitchen.save(tmp_path / "kitchen")
    nlp = spacy.blank("en")
    nlp.add_pipe("account_role", name="kitchen", config={"model": str(tmp_path / "kitchen"), "span_key": "why"})
    text = "Fry the fish and boil the rice."
    expected = nlp(text).cats
    nlp.to_disk(tmp_path / "pipeline")
    (tmp_path / "kitchen").rename(tmp_path / "moved")
    loaded = spacy.load(tmp_path / "pipeline")
    doc = loaded(text)
    assert doc.cats == expected
    assert set(expected) == {"cook", "waiter", "none"}
    assert "why" in doc.spans
    assert loaded.get_pipe("kitchen").labels == ("cook", "none", "waiter")


def test_bytes_hold_the_model_and_no_pickle(kitchen: Model, tmp_path: Path) -> None:
    kitchen.save(tmp_path / "kitchen")
    nlp = spacy.blank("en")
    nlp.add_pipe("account_role", config={"model": str(tmp_path / "kitchen")})
    data = nlp.to_bytes()
    again = spacy.blank("en")
    again.add_pipe("account_role")
    again.from_bytes(data)
    assert again("Fry the fish").cats == nlp("Fry the fish").cats
    assert b"sklearn" not in data


def test_altered_bytes_are_refused(nlp: Language) -> None:
    component = nlp.get_pipe("account_role")
    data = component.to_bytes()
    at = data.index(b"prospect")
    with pytest.raises(ClassifierError) as caught:
        AccountRole().from_bytes(data[:at] + b"P" + data[at + 1 :])
    assert caught.value.code == "model-altered"


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("account_role", config={"model": str(tmp_path / "typo")})
    assert nlp.get_pipe("account_role").labels == ()
    with pytest.raises(ClassifierError, match="typo is no model folder"):
        nlp("Close deals.")


def test_documents_can_be_sent_and_stored(nlp: Language, posting: str) -> None:
    docs = list(nlp.pipe([posting] * 3, n_process=2, batch_size=1))
    assert [doc._.account_role["role"] for doc in docs] == ["AE"] * 3
    stored = DocBin(store_user_data=True, docs=docs).to_bytes()
    back = next(iter(DocBin().from_bytes(stored).get_docs(nlp.vocab)))
    assert back.cats == docs[0].cats
    assert [span.text for span in back.spans["account_role"]] == [span.text for span in docs[0].spans["account_role"]]


def test_other_components_keep_what_they_set(posting: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("account_role")
    doc = nlp.make_doc(posting)
    doc.cats["spam"] = 0.25
    doc = nlp(doc)
    assert doc.cats["spam"] == 0.25
    assert len(doc.cats) == 5
    assert len(list(doc.sents)) > 5


def test_the_entry_point_leads_to_the_factory() -> None:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]["entry-points"]
    assert points["spacy_factories"] == {"account_role": "classifier.spacy_component:make_account_role"}
    assert callable(make_account_role)


@pytest.mark.slow
def test_an_installed_package_needs_no_import(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(tmp_path / "site"), str(ROOT)], check=True)
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); import spacy; nlp = spacy.blank('en'); "
    code += "nlp.add_pipe('account_role'); print(nlp(open(sys.argv[1]).read())._.account_role['role'])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(DATA / "posting.txt")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.stdout == "AE\n", done.stderr
