"""Measure speed against peers, side by side on one core: python -m tests.benchmark [--rows 20000] [--write].

Makes its own postings from the corpus. Each contender runs in this order, round after round, and its best round
counts, so that what else the machine does weighs on all alike. Peers that aren't installed are left out.
``--write`` puts the tables into the README, between its marks, with the machine and the date.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

import classifier
from classifier.kernel import Scorer
from tests.benchmark_postings import postings, write_csv

Run = Callable[[], Any]
ROUNDS = 3


def best(runs: dict[str, tuple[int, Run]], rounds: int = ROUNDS) -> dict[str, float]:
    """Postings a second of each, the best of some rounds."""
    rates = dict.fromkeys(runs, 0.0)
    for _ in range(rounds):
        for name, (n, run) in runs.items():
            started = time.perf_counter()
            run()
            rates[name] = max(rates[name], n / (time.perf_counter() - started))
    return rates


def speed(n: int, folder: Path) -> list[tuple[str, float, str]]:
    """What scoring takes: name, postings a second, conditions."""
    import pyarrow as pa
    import pyarrow.csv as pc

    source, out = write_csv(folder / "in.csv", n), folder / "out.csv"
    texts = list(postings(n))
    model = classifier.load()
    pipeline = model.to_pipeline()
    plain = _plain_pipeline(model)
    scorer = Scorer(model)
    encoded = [text.encode() for text in texts]
    stops = np.cumsum([len(text) for text in encoded])
    data, begins = np.frombuffer(b"".join(encoded), np.uint8), np.append(0, stops[:-1])
    scorer.score(data, begins, stops)
    few, some = texts[: min(n, 500)], texts[: min(n, 2000)]

    def command() -> None:
        line = [sys.executable, "-m", "classifier", "score", str(source), "-o", str(out), "--force", "--quiet"]
        subprocess.run([*line, "--id-column", "id"], check=True)

    def arrow() -> None:
        options = {"read_options": pc.ReadOptions(use_threads=False)}
        pc.read_csv(source, parse_options=pc.ParseOptions(newlines_in_values=True), **options)

    def arrow_command() -> None:
        options = "parse_options=c.ParseOptions(newlines_in_values=True)"
        code = f"import sys, pyarrow.csv as c; c.read_csv(sys.argv[1], {options})"
        subprocess.run([sys.executable, "-c", code, str(source)], check=True)

    pa.set_cpu_count(1)
    runs: dict[str, tuple[int, Run]] = {
        "`classifier score`, whole command, file to file": (n, command),
        "ours: the kernel": (n, lambda: scorer.score(data, begins, stops)),
        "ours: `Model.predict_proba`": (len(few), lambda: model.predict_proba(few)),
        "scikit-learn: pipeline of the same model (`to_pipeline`)": (len(few), lambda: pipeline.predict_proba(few)),
        "scikit-learn: its own tokeniser, same vocabulary and weights": (len(some), lambda: plain.predict_proba(some)),
        "pyarrow.csv: only reading the file": (n, arrow),
        "pyarrow.csv: only reading the file, whole process": (n, arrow_command),
        **_fasttext(texts, scorer, folder),
        **_spacy(texts, scorer),
    }
    rates = best(runs)
    return [(name, rate, f"{runs[name][0]:,} postings") for name, rate in rates.items()]


def _plain_pipeline(model: Any) -> Any:
    """The same terms and weights behind scikit-learn's own tokeniser: titles aren't masked, so results differ."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import Pipeline

    ours = model.to_pipeline()
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, vocabulary=ours[0].vocabulary)
    vectorizer.idf_ = model.idf
    return Pipeline([("tfidf", vectorizer), ("classifier", ours[1])])


def _fasttext(texts: list[str], scorer: Scorer, folder: Path) -> dict[str, tuple[int, Run]]:
    """A fastText model that was taught our labels: its speed counts here, not what it says."""
    if find_spec("fasttext") is None:
        return {}
    import fasttext

    lines = [text.replace("\n", " ") for text in texts[:2000]]
    labels = scorer.score_texts(texts[:2000])
    path = folder / "fasttext.txt"
    path.write_text(
        "".join(f"__label__{labels.labels[b]} {t}\n" for b, t in zip(labels.best, lines, strict=True)), encoding="utf8"
    )
    model = fasttext.train_supervised(str(path), wordNgrams=2, epoch=1, thread=1, verbose=0, bucket=100_000, dim=50)
    return {"fastText, word pairs": (len(lines), lambda: [model.f.predict(t, 4, 0.0, "strict") for t in lines])}


def _spacy(texts: list[str], scorer: Scorer) -> dict[str, tuple[int, Run]]:
    if find_spec("spacy") is None:
        return {}
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en")
    names = scorer.model.labels
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "ngram_size": 2,
        "exclusive_classes": True,
        "no_output_layer": False,
    }
    textcat = nlp.add_pipe("textcat", config={"model": model})
    for name in names:
        textcat.add_label(name)
    labels = scorer.score_texts(texts[:200])
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": {name: float(i == b) for i, name in enumerate(names)}})
        for text, b in zip(texts[:200], labels.best, strict=False)
    ]
    nlp.initialize(lambda: examples)
    nlp.update(examples)
    few = texts[:200]
    return {"spaCy: textcat (bag of words)": (len(few), lambda: list(nlp.pipe(few)))}


def workers(n: int, folder: Path) -> list[tuple[str, float, str]]:
    """What a second worker brings, to the whole command and to the kernel; no figure of one core alone."""
    source, out = write_csv(folder / "in.csv", n), folder / "out.csv"
    scorer, kernels = Scorer(classifier.load()), Scorer(classifier.load())
    texts = [text.encode() for text in postings(min(n, 20_000))]
    stops = np.cumsum([len(text) for text in texts])
    data, begins = np.frombuffer(b"".join(texts), np.uint8), np.append(0, stops[:-1])
    halves = np.array_split(np.arange(len(texts)), 2)

    def command(*options: str) -> Run:
        line = [sys.executable, "-m", "classifier", "score", str(source), "-o", str(out), "--force", "--quiet"]
        return lambda: subprocess.run([*line, "--id-column", "id", *options], check=True)

    def both() -> None:
        with ThreadPoolExecutor(2) as pool:
            jobs = [
                pool.submit(one.score, data, begins[half], stops[half])
                for one, half in zip((scorer, kernels), halves, strict=True)
            ]
            for job in jobs:
                job.result()

    both()
    runs: dict[str, tuple[int, Run]] = {
        "whole command, one worker": (n, command()),
        "whole command, two workers (threads)": (n, command("--workers", "2")),
        "whole command, two workers (`--backend loky`, processes)": (n, command("--workers", "2", "--backend", "loky")),
        "the kernel, one thread": (len(texts), lambda: scorer.score(data, begins, stops)),
        "the kernel, two threads": (len(texts), both),
    }
    rates = best(runs)
    return [(name, rate, f"{runs[name][0]:,} postings") for name, rate in rates.items()]


def explanations(n: int) -> list[tuple[str, float, str]]:
    """What explaining takes: name, postings a second, conditions."""
    texts = list(postings(n, seed=1))
    model = classifier.load()
    pipeline = model.to_pipeline()
    vectorizer, regression = pipeline[0], pipeline[1]
    runs: dict[str, tuple[int, Run]] = {
        "ours: `Model.predict`, exact phrases": (n, lambda: [model.predict(t) for t in texts])
    }
    few, some = texts[:2], texts[:100]
    if find_spec("lime"):
        from lime.lime_text import LimeTextExplainer

        explainer = LimeTextExplainer(class_names=model.labels, random_state=0)
        plain = _plain_pipeline(model)
        runs["LIME, 5,000 samples, on the faster scikit-learn pipeline"] = (
            len(few),
            lambda: [explainer.explain_instance(t, plain.predict_proba, num_features=10, top_labels=1) for t in few],
        )
    if find_spec("shap"):
        import shap

        linear = shap.LinearExplainer(regression, vectorizer.transform(texts[:100]))
        runs["SHAP: LinearExplainer, from text to a weight for each term"] = (
            len(some),
            lambda: linear.shap_values(vectorizer.transform(some)),
        )
    if find_spec("eli5"):
        import eli5

        runs["ELI5: explain_prediction, with the words marked"] = (
            len(some),
            lambda: [eli5.explain_prediction(regression, t, vec=vectorizer, top=10) for t in some],
        )
    rates = best(_working(runs), rounds=2)
    return [(name, rate, f"{runs[name][0]:,} postings") for name, rate in rates.items()]


def _working(runs: dict[str, tuple[int, Run]]) -> dict[str, tuple[int, Run]]:
    """Those that run with the libraries as installed; the others are named on standard error."""
    working = {}
    for name, (n, run) in runs.items():
        try:
            run()
        except Exception as error:  # noqa: BLE001 - a peer's own failure is no reason to stop
            print(f"left out: {name}: {type(error).__name__}: {error}", file=sys.stderr)
        else:
            working[name] = (n, run)
    return working


def table(title: str, rows: list[tuple[str, float, str]]) -> str:
    """A Markdown table, with how many times each takes what the first takes."""
    first = rows[0][1]
    lines = [f"| {title} | postings/s | against the first | measured on |", "|---|---:|---:|---|"]
    lines += [f"| {name} | {rate:,.0f} | {rate / first:,.3g} | {over} |" for name, rate, over in rows]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Where and when."""
    names = {n: __import__(n).__version__ for n in ("numpy", "numba", "pyarrow", "sklearn") if find_spec(n)}
    versions = ", ".join(f"{name} {version}" for name, version in names.items())
    processor = next((line.split(": ", 1)[1] for line in _cpuinfo() if line.startswith("model name")), "")
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    core = f"one core of {os.cpu_count()} ({processor or platform.machine()}){load}"
    today = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    made = "Postings of about 3,000 characters, made from the corpus"
    return f"{today}, {core}, Python {platform.python_version()}, {versions}. {made}."


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--explained", type=int, default=1000)
    parser.add_argument("--shared", type=int, default=120_000, help="rows for the workers; 0 leaves them out")
    parser.add_argument("--write", action="store_true", help="put the tables into the README")
    options = parser.parse_args()
    shared = ""
    if options.shared:
        with tempfile.TemporaryDirectory() as folder:
            shared = "\n" + table("Workers, on both cores", workers(options.shared, Path(folder)))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # one core, for us and for all peers
    with tempfile.TemporaryDirectory() as folder:
        text = f"{machine()}\n\n{table('Scoring', speed(options.rows, Path(folder)))}\n"
    text += table("Explaining", explanations(options.explained)) + shared
    print(text)
    if options.write:
        from tests.readme import README, replaced

        README.write_text(replaced(README.read_text("utf8"), "benchmark", text), encoding="utf8")


if __name__ == "__main__":
    main()
