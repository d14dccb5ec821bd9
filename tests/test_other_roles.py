"""Three jobs that the program has never heard of, learned from sixty sentences each, without a line of code changed."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import classifier
from classifier.corpus import Row, read_corpus
from tests.cli.test_train import run
from tests.conftest import DATA


def test_unseen_postings_are_told_apart() -> None:
    rows = read_corpus(DATA / "other_roles.csv")
    right = total = 0
    for fold in range(5):
        held: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if int(row.group[-2:]) % 5 == fold:
                held[row.group].append(row)
        model = classifier.train(row for row in rows if row.group not in held)
        for sentences in held.values():
            right += model.predict("\n".join(row.text for row in sentences)).best == sentences[0].label
            total += 1
    assert total == 30
    assert right >= 23, "26 when it was written"


def test_three_other_jobs_are_trained_evaluated_and_told_apart(tmp_path: Path) -> None:
    postings = {
        "SDR": "You will phone companies that don't know us yet, book meetings for the sellers and qualify leads. "
        "You keep the CRM tidy, write cold emails and reach a monthly target of meetings.",
        "CSM": "You onboard new customers and train their users. You run business reviews, watch the health score, "
        "prevent churn and tell the product team what customers wish for.",
        "SE": "You give technical demonstrations, build proofs of concept with our API and answer security "
        "questionnaires. You design the architecture with the prospect's engineers; Python and Kubernetes help.",
    }
    with (tmp_path / "judge.csv").open("w", newline="", encoding="utf8") as file:
        csv.writer(file).writerows([("text", "label"), *((text, label) for label, text in postings.items())])
    trained = run("train", DATA / "other_roles.csv", "-o", tmp_path / "model")
    assert trained.returncode == 0, trained.stderr
    assert "3 labels" in trained.stdout
    evaluated = run("evaluate", tmp_path / "judge.csv", "-m", tmp_path / "model", "--json", "-q", "--no-faithfulness")
    assert evaluated.returncode == 0, evaluated.stderr
    assert json.loads(evaluated.stdout)["all"]["accuracy"]["value"] == 1.0
    for label, text in postings.items():
        predicted = json.loads(run("predict", "--json", "--model", tmp_path / "model", "--text", text).stdout)
        assert predicted["role"] == label
        assert predicted["phrases"][0]["label"] == label
