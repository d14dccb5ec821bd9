from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import classifier
from classifier.cli import app
from classifier.cli.shell import run as run_app
from classifier.corpus import Row
from tests.conftest import ROOT


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "classifier", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def write(rows: list[Row], path: Path) -> Path:
    path.write_text("".join(json.dumps({"text": r.text, "label": r.label, "group": r.group}) + "\n" for r in rows))
    return path


def test_a_corpus_of_ones_own_is_trained_and_used(kitchen_rows: list[Row], tmp_path: Path) -> None:
    corpus = write(kitchen_rows, tmp_path / "kitchen.jsonl")
    trained = run("train", corpus, "-o", tmp_path / "model")
    assert trained.returncode == 0, trained.stderr
    assert "3 labels" in trained.stdout
    used = run(
        "predict", "--json", "--model", tmp_path / "model", "--text", "Boil the rice, fry the fish and stir the soup"
    )
    assert json.loads(used.stdout)["best"] == "cook"


def test_an_existing_model_is_kept_unless_forced(kitchen_rows: list[Row], tmp_path: Path) -> None:
    corpus = write(kitchen_rows, tmp_path / "kitchen.jsonl")
    assert run("train", corpus, "-o", tmp_path / "model", "-q").returncode == 0
    again = run("train", corpus, "-o", tmp_path / "model", "-q")
    assert again.returncode == 1
    assert again.stderr.startswith("error[output-exists]: ")
    assert run("train", corpus, "-o", tmp_path / "model", "-q", "--force").returncode == 0


def test_a_bad_corpus_is_one_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("words,tag\nx,y\n")
    done = run("train", bad, "-o", tmp_path / "model")
    assert done.returncode == 1
    assert done.stderr.startswith("error[corpus-columns]: ")
    assert not (tmp_path / "model").exists()


@pytest.fixture
def train(monkeypatch: pytest.MonkeyPatch):
    """The command in this process; scikit-learn is imported once."""

    def call(*arguments: str | Path) -> int:
        monkeypatch.setattr(sys, "argv", ["classifier", "train", *map(str, arguments)])
        return run_app(app)

    return call


@pytest.fixture
def corpus(kitchen_rows: list[Row], tmp_path: Path) -> Path:
    return write(kitchen_rows, tmp_path / "kitchen.jsonl")


def test_cross_validation_is_printed(train, capsys: pytest.CaptureFixture[str], corpus: Path, tmp_path: Path) -> None:
    assert train(corpus, "-o", tmp_path / "model", "--name", "kitchen help") == 0
    out, err = capsys.readouterr()
    found = classifier.load(tmp_path / "model").facts["cross_validation"]
    assert out.startswith(
        f"cross-validation, groups kept together, 18 rows: accuracy {found['accuracy']:.3f}, "
        f"macro-F1 {found['macro_f1']:.3f}\n"
    )
    assert classifier.load(tmp_path / "model").name == "kitchen help"
    assert err.splitlines()[0] == "reading 18 rows"
    assert train(corpus, "-o", tmp_path / "quiet", "-q") == 0
    assert capsys.readouterr().err == ""


def test_several_files_of_several_kinds_are_one_corpus(
    train, kitchen_rows: list[Row], kitchen: classifier.Model, tmp_path: Path
) -> None:
    parts = [kitchen_rows[0::3], kitchen_rows[1::3], kitchen_rows[2::3]]
    write(parts[0], tmp_path / "a.jsonl")
    columns = {name: [getattr(row, name) for row in parts[1]] for name in ("text", "label", "group")}
    pq.write_table(pa.table(columns), tmp_path / "b.parquet")
    with (tmp_path / "c.csv").open("w", newline="", encoding="utf8") as file:
        csv.writer(file).writerows([("text", "label", "group"), *((r.text, r.label, r.group) for r in parts[2])])
    paths = [tmp_path / name for name in ("a.jsonl", "b.parquet", "c.csv")]
    assert train(*paths, "-o", tmp_path / "model", "-q") == 0
    made = classifier.load(tmp_path / "model")
    assert made.facts["corpus_sha256"] == kitchen.facts["corpus_sha256"]
    assert made.vocabulary == kitchen.vocabulary


def test_the_shipped_corpus_can_be_added(
    train, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, corpus: Path, tmp_path: Path
) -> None:
    small = write([Row(f"Watch gate {i % 3}.", "guard", group=str(i)) for i in range(9)], tmp_path / "shipped.jsonl")
    monkeypatch.setattr("classifier.storage.shipped_corpus", lambda: small)
    assert train(corpus, "--with-shipped", "-o", tmp_path / "model", "-q") == 0
    assert "4 labels" in capsys.readouterr().out
    assert train("-o", tmp_path / "nothing") == 2
    assert "give a corpus, or --with-shipped" in capsys.readouterr().err


def test_a_calibration_and_roles_can_be_given(train, corpus: Path, tmp_path: Path) -> None:
    roles = [{"label": "waiter", "name": "Waiter", "titles": ["head waiter"]}, {"label": "none"}, {"label": "cook"}]
    given = {"calibration": {"temperature": 0.5, "biases": [0.1, 0.2, -0.3]}, "thresholds": {"confidence": 0.7}}
    (tmp_path / "roles.json").write_text(json.dumps(roles))
    (tmp_path / "calibration.json").write_text(json.dumps(given))
    options = ("--roles", tmp_path / "roles.json", "--calibration", tmp_path / "calibration.json")
    assert train(corpus, "-o", tmp_path / "model", "-q", *options) == 0
    model = classifier.load(tmp_path / "model")
    assert model.labels == ["waiter", "none", "cook"]
    assert model.titles.names["waiter"] == "Waiter"
    assert (model.calibration.temperature, model.calibration.biases) == (0.5, (0.1, 0.2, -0.3))
    assert model.thresholds.confidence == 0.7
    stated = model.predict("As a head waiter you pour wine, carry plates and lay the table.").stated_title
    assert stated is not None
    assert stated.role == "waiter"


def test_a_worse_model_is_called_worse_and_replaces_nothing_unless_forced(
    train, capsys: pytest.CaptureFixture[str], kitchen_rows: list[Row], corpus: Path, tmp_path: Path
) -> None:
    assert train(corpus, "-o", tmp_path / "model", "-q") == 0
    old = (tmp_path / "model" / "config.json").read_bytes()
    other = {"cook": "waiter", "waiter": "none", "none": "cook"}
    wrong = [Row(row.text, other[row.label], group=row.group) for row in kitchen_rows]
    mislabelled = write(wrong, tmp_path / "wrong.jsonl")
    options = ("--against", tmp_path / "model", "--judge", corpus, "-o", tmp_path / "model", "-q")
    capsys.readouterr()
    assert train(mislabelled, *options) == 1
    out, err = capsys.readouterr()
    assert "against model on 18 labelled rows: worse: accuracy -" in out
    assert err.startswith("error[output-exists]: ")
    assert (tmp_path / "model" / "config.json").read_bytes() == old
    assert train(mislabelled, *options, "--force") == 0
    assert (tmp_path / "model" / "config.json").read_bytes() != old


def test_without_judge_the_rows_new_to_both_decide(
    train, capsys: pytest.CaptureFixture[str], kitchen_rows: list[Row], corpus: Path, tmp_path: Path
) -> None:
    first, second = write(kitchen_rows[::2], tmp_path / "a.jsonl"), write(kitchen_rows[1::2], tmp_path / "b.jsonl")
    assert train(corpus, "-o", tmp_path / "old", "-q") == 0
    more = [Row(f"{row.text} And again.", row.label, group=row.group) for row in kitchen_rows]
    new = write(more, tmp_path / "more.jsonl")
    capsys.readouterr()
    assert train(corpus, new, "--against", tmp_path / "old", "-o", tmp_path / "one", "-q") == 0
    assert "against old on 18 rows of the corpus, held out: " in capsys.readouterr().out
    assert train(corpus, "--against", tmp_path / "old", "-o", tmp_path / "two", "-q") == 0
    assert "against old, made of the same rows; there, cross-validation" in capsys.readouterr().out
    assert train(first, second, new, "--against", tmp_path / "old", "-o", tmp_path / "three", "-q") == 0
    assert "against old on 18 rows" in capsys.readouterr().out, "all but one part are the old corpus"
    assert train(new, "--against", tmp_path / "old", "-o", tmp_path / "four", "-q") == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("no fair verdict: old may have been trained on")


def test_models_of_other_labels_are_not_compared(
    train, capsys: pytest.CaptureFixture[str], corpus: Path, tmp_path: Path
) -> None:
    shipped = ROOT / "models" / "ae-am-ad"
    assert train(corpus, "-o", tmp_path / "model", "--against", shipped) == 1
    assert capsys.readouterr().err.startswith("error[models-differ]: ")
    assert train(corpus, "-o", tmp_path / "model", "--judge", corpus) == 2
    assert not (tmp_path / "model").exists()


def test_texts_under_two_labels_are_counted(
    train, capsys: pytest.CaptureFixture[str], kitchen_rows: list[Row], tmp_path: Path
) -> None:
    again = [Row(row.text.upper(), "waiter", group=f"again {row.group}") for row in kitchen_rows if row.label == "cook"]
    corpus = write([*kitchen_rows, *again], tmp_path / "kitchen.jsonl")
    assert train(corpus, "-o", tmp_path / "model") == 0
    warning = capsys.readouterr().err.splitlines()[0]
    assert warning.startswith("warning: 6 of 24 rows repeat a text under another label, such as ")
    assert "kitchen.jsonl:19 (waiter) and " in warning


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("text,label\n" + "".join(f"row {i},x\n" for i in range(20)), "corpus-labels"),
        ("text,label\na,x\nb,y\nc,y\n", "corpus-small"),
        ("text,label,group\n" + "".join(f"fry fish {i},{'xy'[i % 2]},one\n" for i in range(20)), "corpus-groups"),
        ("words,label\na,b\n", "corpus-columns"),
    ],
)
def test_a_corpus_that_teaches_nothing_is_one_line(
    train, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str, code: str
) -> None:
    (tmp_path / "bad.csv").write_text(content)
    assert train(tmp_path / "bad.csv", "-o", tmp_path / "model", "-q") == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"error[{code}]: ")
    assert not (tmp_path / "model").exists()


def test_a_corpus_of_two_gigabytes_is_refused_at_once(
    train, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with (tmp_path / "big.csv").open("wb") as file:
        file.truncate(2 << 30)
    assert train(tmp_path / "big.csv", "-o", tmp_path / "model") == 1
    assert capsys.readouterr().err.startswith("error[corpus-too-large]: ")


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_a_terminal_sees_each_stage(corpus: Path, tmp_path: Path, term: str) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "classifier", "train", str(corpus), "-o", str(tmp_path / "model")]
    env = {**os.environ, "TERM": term, "NO_COLOR": "1"}
    done = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, cwd=ROOT, env=env)
    os.close(theirs)
    seen = b""
    while True:
        try:
            data = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        seen += data
    out, _ = done.communicate()
    assert done.returncode == 0
    assert b"\x1b" not in out
    for stage in (b"reading 18 rows", b"cross-validating in 5 folds", b"fitting the model"):
        assert stage in seen
    assert ("✓".encode() in seen) == (term != "dumb")
    assert b"\x1b[3" not in seen, "NO_COLOR"


def test_columns_and_version_of_ones_own_are_named(train, kitchen_rows: list[Row], tmp_path: Path) -> None:
    table = tmp_path / "kitchen.csv"
    table.write_text("posting;class;group\n" + "".join(f"{r.text};{r.label};{r.group}\n" for r in kitchen_rows))
    named = ("--text-column", "posting", "--label-column", "class", "--version", "7")
    assert train(table, "-o", tmp_path / "model", "-q", *named, "--license", "cc0-1.0") == 0
    model = classifier.load(tmp_path / "model")
    assert (model.labels, model.version) == (["cook", "none", "waiter"], "7")
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf8")
    assert card.startswith("---\nlicense: cc0-1.0\nlibrary_name")
    against = ("--against", tmp_path / "model", "--judge", table)
    assert train(table, "-o", tmp_path / "next", "-q", *named, *against) == 0, "LABELLED has the same columns"


def test_rows_that_stand_in_two_groups_are_counted(
    train, capsys: pytest.CaptureFixture[str], kitchen_rows: list[Row], tmp_path: Path
) -> None:
    again = [Row(row.text.upper(), row.label, group=f"again {row.group}") for row in kitchen_rows[:4]]
    assert train(write([*kitchen_rows, *again], tmp_path / "kitchen.jsonl"), "-o", tmp_path / "model") == 0
    warning = capsys.readouterr().err.splitlines()[0]
    assert warning.startswith("warning: 4 of 22 rows repeat one of another group, such as ")
    assert "kitchen.jsonl:19 and " in warning


def test_labelled_rows_may_name_their_label_column_otherwise(kitchen_rows: list[Row], tmp_path: Path) -> None:
    corpus = write(kitchen_rows, tmp_path / "kitchen.jsonl")
    assert run("train", corpus, "-o", tmp_path / "model", "-q").returncode == 0
    judged = tmp_path / "judged.csv"
    judged.write_text("text,duties\n" + "".join(f'"{r.text}",{r.label}\n' for r in kitchen_rows), encoding="utf8")
    against = ("--against", tmp_path / "model", "--judge", judged, "--judge-column", "duties")
    done = run("train", corpus, *against, "-o", tmp_path / "other", "-q")
    assert done.returncode == 0, done.stderr
    assert f"on {len(kitchen_rows)} labelled rows" in done.stdout
