"""Compare designs of the model in one run: python -m tests.designs (needs ../shared/postings).

Each design is judged by grouped 5-fold cross-validation on the corpus's whole postings, and, trained on the whole
corpus, on the development postings by their duties. Prints a Markdown table and writes notebooks/designs.csv.
All designs see the same words, titles masked; so do the references.
"""

from __future__ import annotations

import csv
import os
import re
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.preprocessing import StandardScaler, normalize
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from classifier.corpus import read_corpus
from classifier.evaluation.bootstrap import Interval, intervals
from classifier.evaluation.grouped import calibrated_by_group
from classifier.evaluation.metrics import auc, macro_f1
from classifier.evaluation.scores import Scores
from classifier.function_words import says_something
from classifier.roles import ACCOUNT_ROLES, NONE
from classifier.text import read
from classifier.training import Settings, _Data, fit_calibration
from tests.conftest import ROOT
from tests.learning_curve import development

LABELS = tuple(role.label for role in ACCOUNT_ROLES.roles)
HIDDEN = len(LABELS)  # the class of rows that say nothing
FIGURES = {
    "ae_am": "AUC, AE against AM",
    "ad": "AUC, AD against both",
    "roles": "accuracy, roles",
    "f1": "macro-F1, roles",
    "four": "accuracy, four labels",
    "random": "AUROC, random jobs",
    "near": "AUROC, near misses",
}
OUT = ROOT / "notebooks" / "designs.csv"
SHIPPED = "shipped"
REPEATS = 8  # calibrations by company, each with other folds, so that no figure hangs on how the folds fell

Predict = Callable[[np.ndarray], np.ndarray]  # rows' numbers to logits, shape (rows, 4)


@dataclass(frozen=True)
class Design:
    """A way to make and train the model; by default the shipped one."""

    name: str
    terms: str = "pairs"  # words, pairs, triples, characters; all: function words alone too; or no stop words
    rows: str = "joined"  # what is trained on, see `training_documents`
    weigh: str = ""  # how sentences of postings count, see `weights`
    tf: str = "sublinear"  # sublinear, raw or binary
    learner: str = "logistic"  # logistic, bayes, svm; or plain, fasttext on the texts themselves
    pooled: bool = False  # whether sentences are classified and their log-odds averaged
    hidden: bool = True  # whether rows that say nothing are a class of their own
    strength: float = Settings().regularisation
    least: int = Settings().min_documents
    heavy: float = Settings().posting_weight  # how many documents a whole posting counts for
    second: bool = False  # a second stage over the logits and `signs`
    on: str = "corpus"  # or development, or both: then by company, cross-validated


DESIGNS = [
    Design(SHIPPED),
    Design("a row a sentence, whole postings", rows="single"),
    Design("whole postings only", rows="postings"),
    Design("sentences only, groups joined", rows="groups"),
    Design("sentences only, a row each", rows="sentences"),
    Design("whole postings and random bags of sentences", rows="bags"),
    Design("pooled sentences, trained on sentences", rows="sentences", pooled=True),
    Design("pooled sentences, trained on sentences and postings", rows="single", pooled=True),
    Design("boilerplate sentences dropped", weigh="drop boilerplate"),
    Design("sentences weighted by not being boilerplate", weigh="boilerplate"),
    Design("first third counts twice", weigh="first third"),
    Design("last third counts half", weigh="last third"),
    Design("sections: duties twice, company and benefits a third", weigh="sections"),
    Design("sections: company and benefits dropped", weigh="drop sections"),
    Design("no hidden class", hidden=False),
    Design("single words", terms="words"),
    Design("words, pairs and triples", terms="triples"),
    Design("characters, 3 to 5", terms="characters", least=3),
    Design("terms of function words alone kept", terms="all"),
    Design("stop words removed", terms="no stop words"),
    Design("counts not sublinear", tf="raw"),
    Design("binary counts", tf="binary"),
    *(Design(f"C = {c}", strength=c) for c in (1, 3, 10, 100)),
    *(Design(f"terms in {n} documents or more", least=n) for n in (1, 2, 5)),
    Design("shipped before: C = 10, terms in 2 documents, function words", strength=10, least=2, terms="all"),
    *(Design(f"a whole posting counts for {n} document{'s' * (n > 1)}", heavy=n) for n in (1, 4)),
    Design("second stage: years, people led, seniority", second=True),
    Design("reference: scikit-learn, whole postings, all default", learner="plain"),
    Design("reference: complement naive Bayes", learner="bayes"),
    Design("reference: linear SVM", learner="svm"),
    Design("reference: fastText", learner="fasttext"),
    Design("reference: the title alone", learner="title"),
    Design("upper reference: trained on the development postings", on="development"),
    Design("upper reference: corpus and development postings", on="both"),
]


@dataclass(frozen=True)
class Texts:
    """The corpus's rows and then the development postings, read once; the arrays count n rows or s sentences."""

    texts: list[str]  # (n) titles blanked
    y: np.ndarray  # (n,) 0 to 3, 4 for rows that say nothing, -1 where unknown
    groups: np.ndarray  # (n,)
    postings: np.ndarray  # (n,) whether a whole posting
    development: np.ndarray  # (n,)
    random: np.ndarray  # (n,) whether it offers quite another job
    named: np.ndarray  # (n,) the label that the title names; none where it names no role
    sentences: list[list[str]] = field(repr=False)  # (s) words; a title is ""
    owner: np.ndarray  # (s,) its row
    place: np.ndarray  # (s,) where in its posting, 0 to 1
    section: np.ndarray  # (s,)


SECTIONS = {  # heading words, rough on purpose
    "requirements": r"requir|qualif|you (bring|have|are)|skills|experience|about you|must|nice to|looking for",
    "company": r"about us|about (the )?company|who we are|our (story|company|mission|values)|why ",
    "benefits": r"benefit|offer|perks|pay|salary|compensation|equal|apply|package",
    "duties": r"responsib|you('|’)?(ll)? (will )?(do|own)|role|duties|day|job|impact",
}


@cache
def texts() -> Texts:
    """Read everything."""
    rows, others = read_corpus(ROOT / "corpus"), development()
    known = {label: i for i, label in enumerate(LABELS)}
    y = [HIDDEN if row.label == NONE and row.kind == "other" else known[row.label] for row in rows]
    y += [known.get(posting.get("duties"), -1) for posting in others]
    blanked, sentences, owner, place, section = [], [], [], [], []
    for number, text in enumerate([row.text for row in rows] + [posting["text"] for posting in others]):
        reading = read(text, ACCOUNT_ROLES)
        parts: list[list[str]] = [[] for _ in reading.sentences]
        blank = list(text)
        for word, (start, end), of, hidden in zip(
            reading.words, reading.spans, reading.sentence_of, reading.masked, strict=True
        ):
            parts[of].append("" if hidden else word)
            if hidden:
                blank[start:end] = " " * (end - start)
        current = ""
        for i, words in enumerate(parts):
            if len(words) <= 6:
                head = " ".join(words)
                current = next((name for name, pattern in SECTIONS.items() if re.search(pattern, head)), current)
            section.append(current)
            place.append(i / len(parts))
        blanked.append("".join(blank))
        sentences += parts
        owner += [number] * len(parts)
    n, m = len(rows), len(others)
    return Texts(
        texts=blanked,
        y=np.array(y),
        groups=np.array([row.origin for row in rows] + [f"company {posting['group']}" for posting in others]),
        postings=np.array([row.is_posting for row in rows] + [True] * m),
        development=np.arange(n + m) >= n,
        random=np.array([False] * n + [p["label"] == NONE and p.get("near_miss") is None for p in others]),
        named=np.array([HIDDEN - 1] * n + [named(posting["title"]) for posting in others]),
        sentences=sentences,
        owner=np.array(owner),
        place=np.array(place),
        section=np.array(section),
    )


def named(title: str) -> int:
    """The label of the role that a title names."""
    found = read(title, ACCOUNT_ROLES).titles
    return LABELS.index(found[0].role if found else NONE)


def grams(words: list[str], longest: int) -> list[str]:
    """Words and runs of them, none across a title."""
    runs = [run.split() for run in " ".join(word or "\n" for word in words).split("\n")]
    return [" ".join(run[i : i + n]) for run in runs for n in range(1, longest + 1) for i in range(len(run) - n + 1)]


@cache
def counts(terms: str) -> sparse.csr_matrix:
    """How often each term stands in each sentence; shape (s, terms)."""
    data = texts()
    if terms == "characters":
        lines = [" ".join(words) for words in data.sentences]
        maker = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float64, min_df=3)
        return maker.fit_transform(lines).tocsr()
    longest = {"words": 1, "triples": 3}.get(terms, 2)
    stop = ENGLISH_STOP_WORDS if terms == "no stop words" else frozenset()
    kept = says_something if terms in ("words", "pairs", "triples") else bool
    maker = CountVectorizer(
        analyzer=lambda words: list(filter(kept, grams([word for word in words if word not in stop], longest))),
        dtype=np.float64,
    )
    return maker.fit_transform(data.sentences).tocsr()


def training_documents(design: Design, rows: np.ndarray) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """Which rows make up each training document, shape (documents, n); their labels; which are whole postings."""
    data = texts()
    kept = rows
    if design.rows in ("postings", "bags"):
        kept = rows[data.postings[rows]]
    elif design.rows in ("groups", "sentences"):
        kept = rows[~data.postings[rows]]
    n = len(data.y)
    if design.rows in ("joined", "groups"):
        made = _Data(list(LABELS), [[i] for i in range(n)], data.y, data.groups.tolist(), data.postings)  # type: ignore[arg-type]
        members, y, _ = made.documents(kept, Settings().longest)
    else:
        members, y = [[i] for i in kept], data.y[kept]
    if design.rows == "bags":
        rng = np.random.default_rng(0)
        single = rows[~data.postings[rows]]
        for label in range(HIDDEN):  # fifteen sentences of a label, five that say nothing
            own, idle = single[data.y[single] == label], single[data.y[single] == HIDDEN]
            members += [[*rng.choice(own, 15, False), *rng.choice(idle, 5, False)] for _ in range(250)]
            y = np.r_[y, np.full(250, label)]
    owner = np.repeat(np.arange(len(members)), [len(part) for part in members])
    matrix = sparse.csr_matrix((np.ones(len(owner)), (owner, np.concatenate(members))), (len(members), n))
    whole = data.postings[[part[0] for part in members]]
    return matrix, y if design.hidden else np.minimum(y, HIDDEN - 1), whole


def weights(design: Design, rows: np.ndarray) -> np.ndarray:
    """How much each sentence counts, shape (s,); what has to be learned is learned on these rows."""
    data = texts()
    found = np.ones(len(data.owner))
    if design.weigh == "first third":
        found[data.place < 1 / 3] = 2
    elif design.weigh == "last third":
        found[data.place >= 2 / 3] = 0.5
    elif "sections" in design.weigh:
        idle = 0.0 if "drop" in design.weigh else 1 / 3
        found = np.select([np.isin(data.section, ["company", "benefits"]), data.section == "duties"], [idle, 2.0], 1.0)
        found = np.minimum(found, 1) if "drop" in design.weigh else found
    elif "boilerplate" in design.weigh:
        single = rows[~data.postings[rows]]
        of = np.isin(data.owner, single)
        matrix = normalize(np.log1p(counts("pairs")))
        regression = LogisticRegression(C=10, class_weight="balanced", max_iter=300, tol=1e-3)
        regression.fit(matrix[of], data.y[data.owner[of]] == HIDDEN)
        found = 1 - regression.predict_proba(matrix)[:, 1]
        found = (found >= 0.5).astype(float) if "drop" in design.weigh else found
    return np.where(data.postings[data.owner], found, 1.0)


class Tfidf:
    """TF-IDF of counts; below one, which weights make possible, a count is its own logarithm."""

    def __init__(self, matrix: sparse.csr_matrix, design: Design) -> None:
        frequency = np.asarray((matrix > 0).sum(axis=0)).ravel()
        self.tf = design.tf
        self.columns = np.flatnonzero(frequency >= design.least)
        self.idf = sparse.diags(np.log((1 + matrix.shape[0]) / (1 + frequency[self.columns])) + 1)

    def __call__(self, matrix: sparse.csr_matrix) -> sparse.csr_matrix:
        found = matrix[:, self.columns]
        found.eliminate_zeros()
        if self.tf == "binary":
            found.data = np.ones_like(found.data)
        elif self.tf == "sublinear":
            found.data = np.where(found.data < 1, found.data, 1 + np.log(np.maximum(found.data, 1)))
        return normalize(found @ self.idf).tocsr()


def fit(design: Design, rows: np.ndarray) -> Predict:
    """Train on some rows."""
    data = texts()
    if design.learner == "title":
        return lambda asked: np.eye(len(LABELS))[data.named[asked]]
    if design.learner == "plain":
        rows = rows[data.postings[rows]]
        vectorizer, regression = TfidfVectorizer(), LogisticRegression(max_iter=1000)
        regression.fit(vectorizer.fit_transform([data.texts[i] for i in rows]), data.y[rows])
        return lambda asked: regression.decision_function(vectorizer.transform([data.texts[i] for i in asked]))
    documents, y, whole = training_documents(design, rows)
    if design.learner == "fasttext":
        return fit_fasttext(documents, y)
    pool = sparse.csr_matrix(
        (weights(design, rows), (data.owner, np.arange(len(data.owner)))), (len(data.y), len(data.owner))
    )
    per_sentence = counts(design.terms)
    per_row = (pool @ per_sentence).tocsr()
    matrix = documents @ per_row
    tfidf = Tfidf(matrix, design)
    balanced = (len(y) / (len(np.unique(y)) * np.bincount(y)))[y] * np.where(whole, design.heavy, 1.0)
    learner = {
        "logistic": lambda: LogisticRegression(C=design.strength, max_iter=1000, tol=1e-4),
        "bayes": ComplementNB,
        "svm": LinearSVC,
    }[design.learner]()
    learner.fit(tfidf(matrix), y, sample_weight=balanced)
    scores = learner.decision_function if hasattr(learner, "decision_function") else learner.predict_joint_log_proba
    if not design.pooled:
        return lambda asked: scores(tfidf(per_row[asked]))[:, : len(LABELS)]

    def pooled(asked: np.ndarray) -> np.ndarray:
        chosen = np.flatnonzero(np.isin(data.owner, asked))
        chances = learner.predict_proba(tfidf(per_sentence[chosen]))
        # A sentence that says nothing speaks for all alike.
        odds = np.log(chances[:, : len(LABELS)] + chances[:, len(LABELS) :].sum(axis=1, keepdims=True) / len(LABELS))
        means = normalize(pool[asked][:, chosen], norm="l1")
        return means @ odds

    return pooled


def fit_fasttext(documents: sparse.csr_matrix, y: np.ndarray) -> Predict:
    """Train fastText, one thread, words and pairs; shorter training was worse."""
    import tempfile

    import fasttext

    data = texts()
    words: dict[int, list[str]] = {}
    for owner, sentence in zip(data.owner.tolist(), data.sentences, strict=True):
        words.setdefault(owner, []).extend(filter(None, sentence))
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf8") as file:
        for i, label in enumerate(y):
            members = documents.indices[documents.indptr[i] : documents.indptr[i + 1]]
            print(f"__label__{label}", *(word for row in members for word in words.get(row, [])), file=file)
        file.flush()
        model = None
        for rate in (0.5, 0.25, 0.1):
            with suppress(RuntimeError):  # it diverged
                model = model or fasttext.train_supervised(
                    file.name, epoch=60, lr=rate, wordNgrams=2, dim=20, bucket=200_000, minCount=2, thread=1, verbose=0
                )

    def predict(asked: np.ndarray) -> np.ndarray:
        found = np.full((len(asked), HIDDEN + 1), 1e-9)
        for i, row in enumerate(asked):
            for chance, label in model.f.predict(" ".join(words.get(row, [])) + "\n", -1, 0.0, "strict"):
                found[i, int(label.removeprefix("__label__"))] = max(chance, 1e-9)
        return np.log(found[:, : len(LABELS)])

    return predict


YEARS = r"\b(\d{1,2})\s*\+?(?:\s*(?:-|–|to)\s*\d+\s*\+?)?\s*years"
LED = r"direct reports|team of (?:\d|\w+ (?:people|managers))|(?:lead|manag|coach)\w* (?:a|the|our|your) (?:\w+ )?team"
HIGH = r"\b(?:senior|director|vp|vice president|c-level|c-suite|board|strateg\w+|p&l|budgets?)\b"
LOW = r"\b(?:junior|entry.level|graduate|assist\w*|support\w*|coordinat\w+|training)\b"


def signs(rows: np.ndarray) -> np.ndarray:
    """Years asked for, people led, and words of high and low rank; shape (rows, 4)."""
    found = []
    for i in rows:
        text = texts().texts[i].lower()
        years = [int(n) for n in re.findall(YEARS, text)]
        led = re.findall(LED, text)
        high, low = re.findall(HIGH, text), re.findall(LOW, text)
        per = 100 / max(30, text.count(" "))
        found.append([min(max(years, default=3), 15), min(len(led), 5), len(high) * per, len(low) * per])
    return np.array(found)


def second_stage(logits: np.ndarray, rows: np.ndarray, folds: list[np.ndarray]) -> tuple[np.ndarray, Predict]:
    """Put a small regression over logits and signs; returns held-out logits of the rows, and how to get others."""
    inputs, y = np.hstack([logits[rows], signs(rows)]), texts().y[rows]

    def trained(kept: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        scaler = StandardScaler().fit(inputs[kept])
        regression = LogisticRegression(C=1, class_weight="balanced", max_iter=1000).fit(
            scaler.transform(inputs[kept]), y[kept]
        )
        return lambda asked: regression.decision_function(scaler.transform(asked))

    result = logits.copy()
    for held in folds:
        mine = np.isin(rows, held)
        result[rows[mine]] = trained(np.flatnonzero(~mine))(inputs[mine])
    whole = trained(np.arange(len(rows)))
    return result, lambda asked: whole(np.hstack([logits[asked], signs(asked)]))


def answers(design: Design) -> tuple[np.ndarray, np.ndarray]:
    """Logits of all rows, held out for those the design was trained on; and the rows judged in the corpus."""
    data = texts()
    own, asked = np.flatnonzero(~data.development), np.flatnonzero(data.development)
    judged = own[data.postings[own]]
    logits = np.zeros((len(data.y), len(LABELS)))
    if design.learner == "title":
        logits[asked] = fit(design, own)(asked)
        return logits, judged[:0]
    if design.on != "corpus":
        for kept, held in GroupKFold(5).split(asked, groups=data.groups[asked]):
            labelled = asked[kept][data.y[asked[kept]] >= 0]
            rows = np.r_[own, labelled] if design.on == "both" else labelled
            logits[asked[held]] = fit(design, rows)(asked[held])
        return logits, judged[:0]
    folds = []
    for kept, held in StratifiedGroupKFold(5, shuffle=True, random_state=0).split(own, data.y[own], data.groups[own]):
        folds.append(held[data.postings[held]])
        logits[folds[-1]] = fit(design, kept)(folds[-1])
    logits[asked] = fit(design, own)(asked)
    if design.second:
        logits, predict = second_stage(logits, judged, folds)
        logits[asked] = predict(asked)
    return logits, judged


@dataclass(frozen=True)
class Judged:
    """A design's figures on the corpus's postings and the development postings, and which it has right."""

    design: Design
    corpus: dict[str, Interval]
    development: dict[str, Interval]
    right: tuple[np.ndarray, np.ndarray]  # the share of calibrations that has each posting right
    seconds: float


def judge(design: Design) -> Judged:
    """Train a design and judge it."""
    warnings.filterwarnings("ignore")
    started = time.perf_counter()
    data = texts()
    with threadpool_limits(1):
        logits, own = answers(design)
    asked = np.flatnonzero(data.development)
    labelled = asked[data.y[asked] >= 0]
    learned = own if len(own) else labelled
    # The bounds of the calibration are made for logits of about this size; the scale itself changes nothing.
    logits *= 3 / (logits[learned] - logits[learned].mean(axis=1, keepdims=True)).std()
    calibration = fit_calibration(logits[learned], data.y[learned], source="")
    ranked = logits / calibration.temperature + np.array(calibration.biases)
    decided = np.array([ranked] * REPEATS)
    for rows in (own, labelled):
        scores = Scores.of(LABELS, logits[rows], data.y[rows], data.groups[rows])
        for seed in range(REPEATS if len(rows) else 0):
            decided[seed, rows] = calibrated_by_group(scores, seed=seed).logits
    right = (decided.argmax(axis=2) == data.y).mean(axis=0)
    corpus = figures(ranked, decided, own) if len(own) else {}
    found = figures(ranked, decided, asked)
    return Judged(design, corpus, found, (right[own], right[labelled]), time.perf_counter() - started)


def figures(ranked: np.ndarray, decided: np.ndarray, rows: np.ndarray) -> dict[str, Interval]:
    """The figures on some rows, with their intervals."""
    data = texts()
    y, random, r = data.y[rows], data.random[rows], ranked[rows]
    role = (y >= 0) & (y < HIDDEN - 1)
    seller, labelled = role & (y < 2), y >= 0
    others = r[:, 3] - np.logaddexp.reduce(r[:, :3], axis=1)
    three = [Scores.of(LABELS[:3], one[rows][role, :3], y[role]) for one in decided]
    right_role = np.mean([scores.right for scores in three], axis=0)
    right = (decided[:, rows].argmax(axis=2) == y).mean(axis=0)[labelled]

    def area(values: np.ndarray, positive: np.ndarray, among: np.ndarray, drawn: np.ndarray) -> np.ndarray:
        return auc(values[among], positive[among], drawn[:, among])

    def statistic(drawn: np.ndarray) -> dict[str, np.ndarray]:
        return {
            "ae_am": area(r[:, 1] - r[:, 0], y == 1, seller, drawn),
            "ad": area(r[:, 2] - np.logaddexp(r[:, 0], r[:, 1]), y == 2, role, drawn),
            "roles": drawn[:, role] @ right_role / drawn[:, role].sum(axis=1),
            "f1": np.mean([macro_f1(scores, drawn[:, role]) for scores in three], axis=0),
            "four": drawn[:, labelled] @ right / drawn[:, labelled].sum(axis=1),
            "random": area(others, random, role | random, drawn),
            "near": area(others, y == HIDDEN - 1, role | (y == HIDDEN - 1), drawn),
        }

    return intervals(statistic, np.unique(data.groups[rows], return_inverse=True)[1])


def difference(ours: np.ndarray, shipped: np.ndarray, rows: np.ndarray) -> Interval:
    """What four-label accuracy gains over the shipped design, on the same draws of groups."""
    if not len(ours):
        return Interval(np.nan, np.nan, np.nan)
    gain = ours - shipped
    groups = np.unique(texts().groups[rows], return_inverse=True)[1]
    return intervals(lambda drawn: {"": drawn @ gain / drawn.sum(axis=1)}, groups)[""]


def table(judged: list[Judged]) -> list[dict[str, object]]:
    """One record a design: each figure with its interval."""
    data = texts()
    own = np.flatnonzero(~data.development & data.postings)
    labelled = np.flatnonzero(data.development & (data.y >= 0))
    base = next(one for one in judged if one.design.name == SHIPPED)
    records = []
    for one in judged:
        named = {f"corpus_{name}": one.corpus.get(name) for name in FIGURES if name != "random"}
        named["corpus_gain"] = difference(one.right[0], base.right[0], own)
        named |= dict(one.development)
        named["gain"] = difference(one.right[1], base.right[1], labelled)
        record: dict[str, object] = {"design": one.design.name, "seconds": round(one.seconds, 1)}
        for name, figure in named.items():
            for part in ("value", "low", "high"):
                value = getattr(figure, part) if figure else np.nan
                record[name if part == "value" else f"{name}_{part}"] = "" if np.isnan(value) else round(value, 4)
        records.append(record)
    return records


def to_markdown(records: list[dict[str, object]]) -> str:
    """The table as Markdown: the corpus's four-label accuracy, then the development postings."""
    names = {"corpus_four": "corpus: accuracy, four labels", **FIGURES, "gain": "gain over shipped, four labels"}
    lines = ["| design | " + " | ".join(names.values()) + " |", "|---|" + "---:|" * len(names)]
    for record in records:
        cells = [
            f"{record[n]:.3f} ({record[f'{n}_low']:.3f} to {record[f'{n}_high']:.3f})" if record[n] != "" else "-"
            for n in names
        ]
        lines.append(f"| {record['design']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    started = time.perf_counter()
    try:
        development()
    except FileNotFoundError as error:
        sys.exit(f"the development postings aren't here: {error.filename}")
    chosen = [design for design in DESIGNS if not sys.argv[1:] or any(word in design.name for word in sys.argv[1:])]
    for terms in {design.terms for design in chosen if design.terms != "characters"}:
        counts(terms)  # before the processes part, so that each has them
    judged = []
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        slow_first = sorted(chosen, key=lambda design: design.terms != "characters")
        for design, future in [(design, pool.submit(judge, design)) for design in slow_first]:
            try:
                judged.append(future.result())
                told = f"{judged[-1].seconds:.1f} s"
            except (ImportError, RuntimeError) as error:  # fastText isn't everywhere, and may diverge
                told = f"left out: {error}"
            print(f"{time.perf_counter() - started:6.1f} s  {design.name}: {told}", file=sys.stderr)
    judged.sort(key=lambda one: chosen.index(one.design))
    records = table(judged)
    corpus = ~texts().development
    judged_by = f"{(texts().postings & corpus).sum():,} of them whole postings"
    real = f"{(texts().y[~corpus] >= 0).sum():,} development postings and {texts().random.sum():,} of quite other jobs"
    print(f"Trained on {corpus.sum():,} rows, {judged_by}; judged by those, by {real}.\n")
    print(to_markdown(records))
    if not sys.argv[1:]:
        with OUT.open("w", encoding="utf8", newline="") as file:
            writer = csv.DictWriter(file, list(records[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(records)


if __name__ == "__main__":
    main()
