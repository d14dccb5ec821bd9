"""Draw the learning curve of the datasheet: python -m tests.learning_curve (needs ../shared/postings).

Trains on 1/16, 1/8, 1/4, 1/2 and all of the corpus, whole groups at a time, five times each, and judges by the
development postings' duties. Writes corpus/learning-curve.svg and prints the table.
"""

from __future__ import annotations

import json
import random
import sys
import warnings

import numpy as np

from classifier.corpus import Row, read_corpus
from classifier.training import Settings, train
from tests.conftest import ROOT, SHARED
from tests.readme import DATASHEET, replaced

SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)
SEEDS = 5
ROLES = ["AE", "AM", "AD"]
FIGURES = ("AUC, AE against AM", "AUC, AD against the others", "AUC, other jobs (near misses)", "accuracy, three roles")


def development() -> list[dict]:
    """The development postings, each with its duties where they were read."""
    lines = [line for name in ("accounts", "others") for line in (SHARED / "postings" / f"{name}.jsonl").open()]
    return [json.loads(line) for line in lines]


def part(rows: list[Row], share: float, seed: int) -> list[Row]:
    """The rows of a random share of the groups of each label."""
    groups: dict[str, set[str]] = {}
    for row in rows:
        groups.setdefault(row.label, set()).add(row.origin)
    rng = random.Random(seed)
    kept = {
        g
        for label in sorted(groups)
        for g in rng.sample(sorted(groups[label]), max(5, round(share * len(groups[label]))))
    }
    return [row for row in rows if row.origin in kept]


def figures(rows: list[Row], postings: list[dict]) -> list[float]:
    """What a model trained on the rows reaches on the postings; see FIGURES."""
    from sklearn.metrics import roc_auc_score

    model = train(rows, settings=Settings(folds=3))
    order = [model.labels.index(label) for label in (*ROLES, "none")]
    logs = np.log(np.maximum(model.predict_proba(p["text"] for p in postings)[:, order], 1e-300))
    duties = np.array([p.get("duties") or "" for p in postings])
    seller, role = np.isin(duties, ["AE", "AM"]), np.isin(duties, ROLES)
    near = role | (np.array([p.get("near_miss") is not None for p in postings]) & (duties == "none"))
    others = logs[:, 3] - np.logaddexp.reduce(logs[:, :3], axis=1)
    return [
        roc_auc_score(duties[seller] == "AM", (logs[:, 1] - logs[:, 0])[seller]),
        roc_auc_score(duties[role] == "AD", (logs[:, 2] - np.logaddexp(logs[:, 0], logs[:, 1]))[role]),
        roc_auc_score(duties[near] == "none", others[near]),
        float((np.array(ROLES)[logs[role, :3].argmax(axis=1)] == duties[role]).mean()),
    ]


def main() -> None:
    warnings.filterwarnings("ignore")
    rows, postings = read_corpus(ROOT / "corpus"), development()
    table = np.array(
        [[figures(part(rows, s, seed), postings) for seed in range(SEEDS)] for s in SHARES[:-1]]
        + [[figures(rows, postings)] * SEEDS]
    )
    lines = ["| share of the corpus | " + " | ".join(FIGURES) + " |", "|---|" + "---:|" * len(FIGURES)]
    for share, runs in zip(SHARES, table, strict=True):
        bounds = zip(runs.mean(0), runs.min(0), runs.max(0), strict=True)
        lines.append(f"| {share:.4g} | " + " | ".join(f"{m:.3f} ({lo:.3f}-{hi:.3f})" for m, lo, hi in bounds) + " |")
    print("\n".join(lines))
    draw(table, len(rows))
    text = replaced(DATASHEET.read_text(encoding="utf8"), "curve", "\n".join(lines) + "\n")
    DATASHEET.write_text(text, encoding="utf8")
    print("wrote corpus/learning-curve.svg and corpus/README.md", file=sys.stderr)


def draw(table: np.ndarray, size: int) -> None:
    """Write the picture: a line for each figure, a band from the lowest to the highest run."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "learning-curve"
    from matplotlib import pyplot as plt

    chart, axes = plt.subplots(figsize=(7, 4.2))
    counts = [round(share * size) for share in SHARES]
    for i, name in enumerate(FIGURES):
        axes.plot(counts, table[:, :, i].mean(1), marker="o", label=name)
        axes.fill_between(counts, table[:, :, i].min(1), table[:, :, i].max(1), alpha=0.15)
    axes.set_xscale("log", base=2)
    axes.set_xticks(counts, [f"{n:,}" for n in counts])
    axes.set_xlabel("rows of the corpus (bands: lowest to highest of five draws)")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, fontsize=8)
    chart.tight_layout()
    chart.savefig(ROOT / "corpus" / "learning-curve.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
