"""From labelled rows to a calibrated model, with scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifier.corpus import Row, corpus_sha256
from classifier.errors import ClassifierError
from classifier.model import Calibration, Model, Thresholds
from classifier.roles import ACCOUNT_ROLES, Role, Titles
from classifier.text import read

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

Floats = NDArray[np.float64]
LEAST_ROWS = 5  # a label


@dataclass(frozen=True)
class Settings:
    """What training may vary.

    Parameters:
        regularisation: inverse strength C of the logistic regression.
        min_rows: a term must stand in so many rows.
        posting_weight: how much a whole posting counts against a sentence.
        folds: of the grouped cross-validation behind the calibration.
    """

    regularisation: float = 10.0
    min_rows: int = 2
    posting_weight: float = 3.0
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
        The model, calibrated on the rows' whole postings (on all rows where there are none) as
        grouped cross-validation predicts them.

    Raises:
        ClassifierError: ``corpus-labels``, ``corpus-small``, ``library-missing``.

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
        raise ClassifierError("corpus-labels", f"the roles are {order}, the corpus has the labels {labels}")
    progress(f"reading {len(rows):,} rows")
    terms = [Terms(titles)(row.text) for row in rows]
    y = np.array([order.index(row.label) for row in rows])
    weights = np.array([settings.posting_weight if row.is_posting else 1.0 for row in rows])
    if calibration is None:
        calibration = _calibrated(rows, terms, y, weights, len(order), settings, progress)
    progress("fitting the model")
    vectorizer, regression = _fit(terms, y, weights, len(order), settings)
    return Model(
        titles=titles,
        vocabulary=tuple(vectorizer.get_feature_names_out()),
        # Kept in single precision, so that a saved model predicts exactly as the one just trained.
        idf=_single(vectorizer.idf_),
        coefficients=_single(regression.coef_),
        intercepts=np.asarray(regression.intercept_, dtype=np.float64),
        calibration=calibration,
        thresholds=Thresholds(),
        name=name,
        version=version,
        facts={
            "corpus_sha256": corpus_sha256(rows),
            "rows": {label: int((y == i).sum()) for i, label in enumerate(order)},
            "postings": int(sum(row.is_posting for row in rows)),
            "settings": vars(settings),
        },
    )


def check_labels(rows: Sequence[Row]) -> list[str]:
    """The labels of the rows, or the error that says why nothing can be learned from them."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.label] = counts.get(row.label, 0) + 1
    if len(counts) < 2:
        raise ClassifierError("corpus-labels", f"at least two labels are needed; the corpus has {list(counts)}")
    small = {label: n for label, n in counts.items() if n < LEAST_ROWS}
    if small:
        raise ClassifierError("corpus-small", f"each label needs at least {LEAST_ROWS} rows; too few: {small}")
    return sorted(counts)


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
    order = [role.label for role in titles.roles]
    terms = [Terms(titles)(row.text) for row in rows]
    y = np.array([order.index(row.label) for row in rows])
    weights = np.array([settings.posting_weight if row.is_posting else 1.0 for row in rows])
    return _out_of_fold(rows, terms, y, weights, len(order), settings), y


def fit_calibration(logits: Floats, y: NDArray[np.intp], *, source: str, strength: float = 0.01) -> Calibration:
    """Fit a temperature and a bias per label by maximum likelihood.

    Bias-corrected temperature scaling (Alexandari, Kundaje and Shrikumar, 2020). Each label weighs
    the same, so that the biases don't learn how many postings of each there happen to be.

    Parameters:
        logits: uncalibrated; shape (n, k).
        y: the true labels' numbers; shape (n,).
        source: how the logits were obtained, in words.
        strength: of the penalty that keeps biases small where there is little to learn from.

    Returns:
        The calibration; its biases add up to 0.
    """
    from scipy.optimize import minimize

    k = logits.shape[1]
    counts = np.bincount(y, minlength=k)
    weights = (len(y) / np.maximum(counts, 1) / np.count_nonzero(counts))[y]

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


def _calibrated(
    rows: Sequence[Row],
    terms: list[list[str]],
    y: NDArray[np.intp],
    weights: Floats,
    k: int,
    settings: Settings,
    progress: Callable[[str], None],
) -> Calibration:
    progress(f"calibrating by {settings.folds}-fold cross-validation, groups kept together")
    postings = np.array([row.is_posting for row in rows])
    chosen = postings if len(set(y[postings])) == k else np.ones(len(rows), dtype=bool)
    logits = _out_of_fold(rows, terms, y, weights, k, settings)
    what = "whole postings" if chosen is postings else "rows"
    source = f"grouped {settings.folds}-fold cross-validation on the corpus's {int(chosen.sum())} {what}"
    return fit_calibration(logits[chosen], y[chosen], source=source)


def _out_of_fold(
    rows: Sequence[Row], terms: list[list[str]], y: NDArray[np.intp], weights: Floats, k: int, settings: Settings
) -> Floats:
    _sklearn()
    from sklearn.model_selection import StratifiedGroupKFold

    groups = [row.origin for row in rows]
    folds = max(2, min(settings.folds, len(set(groups)), int(np.bincount(y).min())))
    logits = np.zeros((len(rows), k))
    if len(set(groups)) < 2:
        raise ClassifierError("corpus-groups", "all rows are of one group, so nothing can be held out")
    for fit, held in StratifiedGroupKFold(folds, shuffle=True, random_state=0).split(terms, y, groups):
        if len(set(y[fit])) < k:
            raise ClassifierError("corpus-groups", "a label stands in one group only, so it can't be held out")
        vectorizer, regression = _fit([terms[i] for i in fit], y[fit], weights[fit], k, settings)
        matrix = vectorizer.transform([terms[i] for i in held])
        logits[held] = matrix @ regression.coef_.T + regression.intercept_
    return logits


def _fit(terms: list[list[str]], y: NDArray[np.intp], weights: Floats, k: int, settings: Settings) -> tuple[Any, Any]:
    sklearn = _sklearn()
    vectorizer = sklearn["TfidfVectorizer"](analyzer=_as_is, sublinear_tf=True, min_df=settings.min_rows)
    try:
        matrix = vectorizer.fit_transform(terms)
    except ValueError:
        raise ClassifierError("corpus-small", f"no term stands in {settings.min_rows} rows") from None
    counts = np.bincount(y, minlength=k)
    # Labels weigh the same, whatever their number of rows.
    balanced = weights * (len(y) / (k * np.maximum(counts, 1)))[y]
    regression = sklearn["LogisticRegression"](C=settings.regularisation, max_iter=1000, tol=1e-6)
    regression.fit(matrix, y, sample_weight=balanced)
    if k == 2:
        half = regression.coef_ / 2
        regression.coef_ = np.vstack([-half, half])
        regression.intercept_ = np.concatenate([-regression.intercept_ / 2, regression.intercept_ / 2])
    return vectorizer, regression


def _as_is(terms: list[str]) -> list[str]:
    return terms


def _single(array: Floats) -> Floats:
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def _sklearn() -> dict[str, Any]:
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import Pipeline
    except ImportError:
        raise ClassifierError(
            "library-missing", "training needs scikit-learn", hint="pip install 'account-role-classifier[train]'"
        ) from None
    return {"TfidfVectorizer": TfidfVectorizer, "LogisticRegression": LogisticRegression, "Pipeline": Pipeline}
