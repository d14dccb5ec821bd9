"""A spaCy pipeline component: ``nlp.add_pipe("account_role")``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.util import from_bytes, to_bytes

from classifier.errors import ClassifierError
from classifier.model import Model
from classifier.storage import FILES, load, save

if TYPE_CHECKING:
    from spacy.tokens import Span

EXTENSION = "account_role"


class AccountRole:
    """Says of each document which role its duties describe.

    It sets ``doc.cats`` (each label's probability), ``doc.spans[span_key]`` (the deciding phrases, widened to
    whole tokens, with their labels) and ``doc._.account_role`` (`Prediction.to_dict`: plain data, so that
    documents survive ``Doc.to_bytes`` and ``nlp.pipe`` with several processes).

    Parameters:
        name: of the component.
        folder: a model folder, read when first needed, so that a saved pipeline, which holds its model, opens
            where the folder is not; the shipped model if None.
        span_key: where the phrases go.

    Example:
        >>> import spacy
        >>> nlp = spacy.blank("en")
        >>> _ = nlp.add_pipe("account_role")
        >>> doc = nlp("You prospect for new business every day. Our office is light, and tea is free. "
        ...           "You close deals against a quota. We are eighty people, and we like what we do.")
        >>> max(doc.cats, key=doc.cats.get), doc._.account_role["role"]
        ('AE', 'AE')
        >>> {span.label_ for span in doc.spans["account_role"]}
        {'AE'}
    """

    def __init__(self, name: str = EXTENSION, *, folder: str | None = None, span_key: str = EXTENSION) -> None:
        self.name = name
        self.folder = folder
        self.span_key = span_key
        self._model: Model | None = None
        if not Doc.has_extension(EXTENSION):
            Doc.set_extension(EXTENSION, default=None)

    @property
    def role_model(self) -> Model:
        """The model (``model`` is the attribute that spaCy expects of a neural network).

        Raises:
            ClassifierError: those of `classifier.storage.load`.
        """
        if self._model is None:
            self._model = load(self.folder)
        return self._model

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels; none while the folder can't be read, as when spaCy asks before it opens a saved pipeline."""
        try:
            return tuple(self.role_model.labels)
        except ClassifierError:
            return ()

    def __call__(self, doc: Doc) -> Doc:
        """Predict one document."""
        prediction = self.role_model.predict(doc.text)
        doc.cats.update(prediction.probabilities)
        spans: list[Span | None] = [
            doc.char_span(phrase.start, phrase.end, label=phrase.label, alignment_mode="expand")
            for phrase in prediction.deciding
        ]
        doc.spans[self.span_key] = SpanGroup(doc, name=self.span_key, spans=[span for span in spans if span])
        doc._.set(EXTENSION, prediction.to_dict())
        return doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model folder."""
        save(self.role_model, path, overwrite=True)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> AccountRole:
        """Read the model folder, and check it.

        Raises:
            ClassifierError: those of `classifier.storage.load`.
        """
        self._model = load(path)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The files of the model folder, in one piece."""
        with tempfile.TemporaryDirectory() as folder:
            save(self.role_model, folder)
            return bytes(to_bytes({name: (Path(folder) / name).read_bytes for name in FILES}, exclude))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> AccountRole:
        """Read what `to_bytes` wrote, and check it.

        Raises:
            ClassifierError: those of `classifier.storage.load`.
        """
        with tempfile.TemporaryDirectory() as folder:
            # Only names known here are written, whatever a stranger's bytes hold.
            from_bytes(data, {name: (Path(folder) / name).write_bytes for name in FILES}, exclude)
            self._model = load(folder)
        return self


@Language.factory(
    "account_role",
    assigns=["doc.cats", "doc.spans", f"doc._.{EXTENSION}"],
    default_config={"model": None, "span_key": EXTENSION},
)
def make_account_role(nlp: Language, name: str, model: str | None, span_key: str) -> Any:
    """Make the component; spaCy calls this for ``nlp.add_pipe("account_role", config=...)``.

    Parameters:
        nlp: the pipeline.
        name: of the component.
        model: a model folder; the shipped model if None.
        span_key: where in ``doc.spans`` the deciding phrases go.

    Returns:
        The component.
    """
    return AccountRole(name, folder=model, span_key=span_key)
