"""From labelled rows to a calibrated model, with scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifier.corpus import Row, corpus_sha256
from classifier.errors import ClassifierError
from classifier.function_words import says_something
from classifier.libraries import install
from classifier.model import Calibration, Model, Thresholds
from classifier.plurals import counted
from classifier.roles import ACCOUNT_ROLES, NONE, Role, Titles
from classifier.text import read

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

Floats = NDArray[np.float64]
LEAST_ROWS = 5  # a label
SMALL = 500  # documents
LARGE = 5000  # terms
_THRESHOLDS = Thresholds(
    source="the program's defaults, fitted to nothing; `classifier calibrate` fits the probability"
)


@dataclass(frozen=True)
class Settings:
    """What training may vary.

    Parameters:
        regularisation: inverse strength C of the logistic regression.
        min_documents: a term must stand in so many documents (in 2 where there are fewer than 500).
        longest: how many sentences of a group make one document at most.
        posting_weight: how many such documents a whole posting counts for.
        folds: of the grouped cross-validation behind the calibration.
    """

    regularisation: float = 30.0
    min_documents: int = 3
    longest: int = 25
    posting_weight: float = 2.0
    folds: int = 5


class Terms:
    """Turns a text into its terms: the analyser of the scikit-learn vectoriser.

    Parameters:
        titles: the titles to mask.

    Example:
        >>> Terms(ACCOUNT_ROLES)("Close deals.")
        ['close', 'close deals', 'deals']
    """

    def __init__(self, titles: Titles) -> None:
        self.titles = titles

    def __call__(self, text: str) -> list[str]:
        """The terms of ``text``, in order, repeated as they repeat."""
        return sorted(term for term, _, _ in read(text, self.titles).terms())


def train(
    rows: Iterable[Row],
    *,
    titles: Titles | None = None,
    settings: Settings | None = None,
    name: str = "model",
    version: str = "1",
    calibration: Calibration | None = None,
    progress: Callable[[str], None] = lambda message: None,
) -> Model:
    """Train a model on labelled rows.

    Parameters:
        rows: sentences, whole postings or both; any two or more labels.
        titles: the roles' names and titles; by default the shipped roles where the labels are
            theirs, and otherwise the labels themselves, with no title masked.
        settings: see `Settings`.
        name, version: of the model.
        calibration: use this one instead of fitting one by cross-validation.
        progress: told what is being done.

    Returns:
        The model, calibrated on rows as grouped cross-validation predicts them: on the whole postings
        where each label has some, and else on all rows.

    Raises:
        ClassifierError: ``corpus-labels``, ``corpus-small``, ``corpus-groups``, ``label-spelling``,
            ``library-missing``.

    Example:
        >>> rows = [Row(t, l, group=t) for l, ts in {"cook": ["fry the fish", "boil rice", "bake bread",
        ...         "stir the soup", "fry an egg"], "guard": ["watch the gate", "check the gate",
        ...         "patrol the yard", "lock the yard", "watch the door"]}.items() for t in ts]
        >>> train(rows).predict_proba(["fry the rice"]).shape
        (1, 2)
    """
    rows = list(rows)
    settings = settings or Settings()
    labels = check_labels(rows)
    titles = titles or default_titles(labels)
    order = [role.label for role in titles.roles]
    if sorted(order) != sorted(labels):
        hint = f'add {{"label": "{NONE}"}} to the roles' if {*labels} - {*order} == {NONE} else ""
        told = f"the roles are {order}, the corpus has the labels {labels}"
        raise ClassifierError("corpus-labels", told, hint=hint)
    progress(f"reading {len(rows):,} rows")
    data = _Data.of(rows, titles)
    progress(f"cross-validating in {settings.folds} folds, groups kept together")
    logits, chosen, what = _held_out(data, settings)
    if calibration is None:
        calibration = fit_calibration(logits[chosen], data.y[chosen], source=f"cross-validation on the corpus's {what}")
    progress("fitting the model")
    vectorizer, coefficients, intercepts = _fit(data, np.arange(len(rows)), settings)
    return Model(
        titles=titles,
        vocabulary=tuple(vectorizer.get_feature_names_out()),
        # Kept in single precision, so that a saved model predicts exactly as the one just trained.
        idf=_single(vectorizer.idf_),
        coefficients=_single(coefficients),
        intercepts=intercepts,
        calibration=calibration,
        # A small vocabulary knows few of the words of any text, so that much less can be asked for.
        thresholds=_THRESHOLDS if len(vectorizer.vocabulary_) >= LARGE else replace(_THRESHOLDS, terms=4, known=0.05),
        name=name,
        version=version,
        facts={
            "corpus_sha256": corpus_sha256(rows),
            "rows": {label: sum(row.label == label for row in rows) for label in order},
            "postings": int(data.postings.sum()),
            "settings": vars(settings),
            "cross_validation": _validation(logits[chosen], data.y[chosen], calibration, what),
        },
    )


def check_labels(rows: Sequence[Row]) -> list[str]:
    """The labels of the rows, or the error that says why nothing can be learned from them."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.label] = counts.get(row.label, 0) + 1
    for one, other in twins(counts):
        told = f"the labels {one!r} and {other!r} differ only in case or blanks"
        raise ClassifierError("label-spelling", told, hint="write them alike")
    if len(counts) < 2:
        raise ClassifierError("corpus-labels", f"at least two labels are needed; the corpus has {list(counts)}")
    small = ", ".join(f"{label} has {n}" for label, n in counts.items() if n < LEAST_ROWS)
    if small:
        raise ClassifierError("corpus-small", f"each label needs at least {LEAST_ROWS} rows: {small}")
    return sorted(counts)


def twins(labels: Iterable[str]) -> list[tuple[str, str]]:
    """Labels that differ only in case or blanks, each with the first that it is like.

    Example:
        >>> twins(["Nurse", "cook", "nurse "])
        [('Nurse', 'nurse ')]
    """
    first: dict[str, str] = {}
    likes = [(first.setdefault(" ".join(label.casefold().split()), label), label) for label in labels]
    return [(one, other) for one, other in likes if one != other]


def default_titles(labels: Sequence[str]) -> Titles:
    """The shipped roles where the labels are theirs; otherwise the labels as they are, none masked."""
    if set(labels) == {role.label for role in ACCOUNT_ROLES.roles}:
        return ACCOUNT_ROLES
    if set(labels) <= {role.label for role in ACCOUNT_ROLES.roles}:
        return Titles(tuple(role for role in ACCOUNT_ROLES.roles if role.label in labels))
    return Titles(tuple(Role(label, label) for label in labels))


def out_of_fold(
    rows: Sequence[Row], *, titles: Titles | None = None, settings: Settings | None = None
) -> tuple[Floats, NDArray[np.intp]]:
    """Predict each row by a model that saw no row of its group.

    Parameters:
        rows: the corpus.
        titles, settings: as for `train`.

    Returns:
        The uncalibrated logits, shape (n, k), and the true labels' numbers, shape (n,).
    """
    settings = settings or Settings()
    titles = titles or default_titles(check_labels(rows))
    data = _Data.of(rows, titles)
    return _out_of_fold(data, settings), np.array([data.order.index(row.label) for row in rows])


def fit_calibration(
    logits: Floats, y: NDArray[np.intp], *, source: str, strength: float = 0.01, balance: float = 0.5
) -> Calibration:
    """Fit a temperature and a bias per label by maximum likelihood.

    Bias-corrected temperature scaling (Alexandari, Kundaje and Shrikumar, 2020). Rare labels weigh
    more, so that the biases learn only in part how many postings of each there happen to be.

    Parameters:
        logits: uncalibrated; shape (n, k).
        y: the true labels' numbers; shape (n,).
        source: how the logits were obtained, in words.
        strength: of the penalty that keeps biases small where there is little to learn from.
        balance: exponent of the inverse label frequency that weighs a row: at 0 the rows count as they
            come, at 1 all labels count the same; on real postings 0 to a half differed by noise alone.

    Returns:
        The calibration; its biases add up to 0.
    """
    from scipy.optimize import minimize

    k = logits.shape[1]
    counts = np.bincount(y, minlength=k)
    weights = (np.maximum(counts, 1.0) ** -balance)[y]
    weights /= weights.mean()

    def loss(parameters: Floats) -> float:
        scores = logits * np.exp(parameters[0]) + parameters[1:]
        scores = scores - scores.max(axis=1, keepdims=True)
        log_likelihood = scores[np.arange(len(y)), y] - np.log(np.exp(scores).sum(axis=1))
        return float(-(weights * log_likelihood).mean() + strength * (parameters[1:] ** 2).sum())

    best = minimize(loss, np.zeros(k + 1), method="L-BFGS-B", bounds=[(-3, 3)] + [(-8, 8)] * k).x
    biases = best[1:] - best[1:].mean()
    # Six digits: enough for any use, and the same on every machine.
    return Calibration(round(float(np.exp(-best[0])), 6), tuple(round(float(b), 6) for b in biases), source)


def make_pipeline(model: Model) -> Pipeline:
    """Build the scikit-learn pipeline that equals a model; see `Model.to_pipeline`."""
    sklearn = _sklearn()
    vectorizer = sklearn["TfidfVectorizer"](
        analyzer=Terms(model.titles), sublinear_tf=True, vocabulary={t: i for i, t in enumerate(model.vocabulary)}
    )
    vectorizer.idf_ = model.idf
    regression = sklearn["LogisticRegression"]()
    regression.classes_ = np.array(model.labels)
    coefficients = model.coefficients / model.calibration.temperature
    intercepts = model.intercepts / model.calibration.temperature + np.array(model.calibration.biases)
    if len(model.labels) == 2:  # scikit-learn keeps one row for two labels
        coefficients, intercepts = coefficients[1:] - coefficients[:1], intercepts[1:] - intercepts[:1]
    regression.coef_, regression.intercept_ = coefficients, intercepts
    regression.n_features_in_ = len(model.vocabulary)
    return sklearn["Pipeline"]([("tfidf", vectorizer), ("classifier", regression)])


@dataclass(frozen=True)
class _Data:
    """Rows made ready for fitting: n rows, k labels.

    Rows labelled `none` whose kind is "other" (benefits, company stories) say nothing about any job.
    They form a class of their own, number k, which is fitted and then left out: so their words
    count neither for a role nor for another job.
    """

    order: list[str]
    terms: list[list[str]]
    y: NDArray[np.intp]  # (n,) 0 to k
    groups: list[str]
    postings: NDArray[np.bool_]  # (n,)

    @classmethod
    def of(cls, rows: Sequence[Row], titles: Titles) -> _Data:
        order = [role.label for role in titles.roles]
        neutral = [row.label == NONE and row.kind == "other" for row in rows]
        if all(silent for row, silent in zip(rows, neutral, strict=True) if row.label == NONE):
            neutral = [False] * len(rows)  # there is nothing else that `none` could be learned from
        return cls(
            order,
            [[term for term in Terms(titles)(row.text) if says_something(term)] for row in rows],
            np.array([len(order) if n else order.index(row.label) for row, n in zip(rows, neutral, strict=True)]),
            [row.origin for row in rows],
            np.array([row.is_posting for row in rows]),
        )

    def documents(
        self, rows: NDArray[np.intp], longest: int
    ) -> tuple[list[list[str]], NDArray[np.intp], NDArray[np.bool_]]:
        """Join the sentences of one group and label into documents.

        What is to be predicted is a posting, some twenty sentences about one job; a model fitted on
        single sentences weighs their words wrongly.

        Returns:
            The documents' terms, their labels' numbers, and which of them are whole postings.
        """
        joined: dict[tuple[str, int], list[list[int]]] = {}
        for i in rows.tolist():
            parts = joined.setdefault((self.groups[i], int(self.y[i])), [])
            if self.postings[i] or not parts or len(parts[-1]) >= longest or self.postings[parts[-1][0]]:
                parts.append([])
            parts[-1].append(i)
        documents = [(part, label) for (_, label), parts in sorted(joined.items()) for part in parts]
        terms = [[t for i in part for t in self.terms[i]] for part, _ in documents]
        return terms, np.array([y for _, y in documents]), self.postings[[part[0] for part, _ in documents]]


def _held_out(data: _Data, settings: Settings) -> tuple[Floats, NDArray[np.bool_], str]:
    """Held-out logits of all rows, and which rows to judge by: whole postings, where each label has some."""
    whole = len(set(data.y[data.postings])) == len(data.order)
    chosen = data.postings if whole else data.y < len(data.order)
    return _out_of_fold(data, settings), chosen, f"{int(chosen.sum()):,} {'whole postings' if whole else 'rows'}"


def _validation(logits: Floats, y: NDArray[np.intp], calibration: Calibration, what: str) -> dict[str, Any]:
    from sklearn.metrics import f1_score

    best = (logits / calibration.temperature + np.array(calibration.biases)).argmax(axis=1)
    return {
        "of": what.split(" ", 1)[1],
        "rows": len(y),
        "accuracy": round(float((best == y).mean()), 4),
        "macro_f1": round(float(f1_score(y, best, average="macro")), 4),
    }


def _out_of_fold(data: _Data, settings: Settings) -> Floats:
    _sklearn()
    from sklearn.model_selection import StratifiedGroupKFold

    y, k = data.y, len(data.order)
    folds = max(2, min(settings.folds, len(set(data.groups)), int(np.bincount(y)[np.unique(y)].min())))
    logits = np.zeros((len(y), k))
    if len(set(data.groups)) < 2:
        raise ClassifierError("corpus-groups", "all rows are of one group, so nothing can be held out")
    for fit, held in StratifiedGroupKFold(folds, shuffle=True, random_state=0).split(y, y, data.groups):
        for number in sorted(set(range(k)) - set(y[fit])):
            n = len({group for group, other in zip(data.groups, y, strict=True) if other == number})
            told = f"the label {data.order[number]} has rows in {counted(n, 'group')}, too few to hold one out"
            raise ClassifierError("corpus-groups", told)
        vectorizer, coefficients, intercepts = _fit(data, fit, settings)
        logits[held] = vectorizer.transform([data.terms[i] for i in held]) @ coefficients.T + intercepts
    return logits


def _fit(data: _Data, rows: NDArray[np.intp], settings: Settings) -> tuple[Any, Floats, Floats]:
    """Fit on some rows; returns the vectoriser, the coefficients (k, n) and the intercepts (k,)."""
    sklearn = _sklearn()
    k = len(data.order)
    documents, y, whole = data.documents(rows, settings.longest)
    least = settings.min_documents if len(documents) >= SMALL else min(2, settings.min_documents)
    vectorizer = sklearn["TfidfVectorizer"](analyzer=_as_is, sublinear_tf=True, min_df=least)
    try:
        matrix = vectorizer.fit_transform(documents)
    except ValueError:
        raise ClassifierError("corpus-small", f"no term stands in {least} documents") from None
    counts = np.bincount(y)
    # Labels weigh the same, whatever their number of rows.
    balanced = (len(y) / (np.count_nonzero(counts) * np.maximum(counts, 1)))[y]
    balanced[whole] *= settings.posting_weight
    regression = sklearn["LogisticRegression"](C=settings.regularisation, max_iter=1000, tol=1e-6)
    with sklearn["threadpool_limits"](1):  # threads cost more than they bring on vectors this short
        regression.fit(matrix, y, sample_weight=balanced)
    coefficients, intercepts = regression.coef_, regression.intercept_
    if len(coefficients) == 1:  # scikit-learn keeps one row for two labels
        coefficients, intercepts = np.vstack([-coefficients, coefficients]) / 2, np.repeat(intercepts, 2) * [-0.5, 0.5]
    return vectorizer, coefficients[:k], np.asarray(intercepts[:k], dtype=np.float64)


def _as_is(terms: list[str]) -> list[str]:
    return terms


def _single(array: Floats) -> Floats:
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def _sklearn() -> dict[str, Any]:
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import Pipeline
        from threadpoolctl import threadpool_limits
    except ImportError:
        raise ClassifierError("library-missing", "training needs scikit-learn", hint=install("train")) from None
    return {
        "TfidfVectorizer": TfidfVectorizer,
        "LogisticRegression": LogisticRegression,
        "Pipeline": Pipeline,
        "threadpool_limits": threadpool_limits,
    }
