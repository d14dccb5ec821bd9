"""Evaluations and calibrations on a terminal, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from classifier.evaluation.bootstrap import Interval
from classifier.evaluation.calibrate import Calibrated
from classifier.evaluation.comparison import Comparison
from classifier.evaluation.evaluate import Evaluation
from classifier.evaluation.faithfulness import KINDS, Faithfulness
from classifier.evaluation.figures import Abstentions, Figures
from classifier.evaluation.labelled import Labelled
from classifier.evaluation.metrics import NAMES
from classifier.plurals import counted
from classifier.rendering.terminal import harmless

_MOST_LABELS = 8  # of a confusion matrix that fits


def show_evaluation(evaluation: Evaluation, console: Console) -> None:
    """Print an evaluation.

    Parameters:
        evaluation: what to show.
        console: where to.
    """
    model, every, roles = evaluation.model, evaluation.every, evaluation.roles
    console.print(Text(harmless(f"{model['name']} {model['version']} ({model['sha256'][:12]})"), style="bold"))
    console.print(_rows(evaluation.labelled))
    console.print(Text(harmless(f"Calibration: {evaluation.calibration}.")))
    for note in evaluation.notes:
        console.print(Text(f"Note: {note}.", style="bold"))
    console.print()
    heads = [f"all labels ({every.rows:,})"] + ([f"roles only ({roles.rows:,})"] if roles else [])
    columns = [every.headline] + ([roles.headline] if roles else [])
    _print(
        console,
        "Headline figures, with bootstrap 95 % intervals",
        ["", *heads],
        ([name, *(str(column[key]) for column in columns)] for key, name in NAMES.items()),
    )
    for title, part in (("All labels", every), ("Roles only: no row of none, the best of the roles", roles)):
        if part is not None:
            console.print(Text(f"{title}\n", style="bold underline"))
            _show_labels(part, console)
    _print(
        console,
        "Reliability, all labels: how right it is where it is so sure",
        ["confidence", "rows", "mean confidence", "accuracy"],
        ([f"{b.low:.1f}-{b.high:.1f}", f"{b.rows:,}", f"{b.confidence:.3f}", f"{b.accuracy:.3f}"]
         for b in every.reliability),
    )  # fmt: skip
    _show_coverage(every, roles, console)
    if every.abstentions:
        _show_abstentions(every.abstentions, console)
    if evaluation.faithfulness:
        _show_faithfulness(evaluation.faithfulness, console)
    if evaluation.comparison:
        _show_comparison(evaluation.comparison, every, console)


def show_calibrated(calibrated: Calibrated, console: Console) -> None:
    """Print what a calibration brought.

    Parameters:
        calibrated: what to show.
        console: where to.
    """
    model, before, after = calibrated.model, calibrated.before, calibrated.after
    console.print(_rows(calibrated.labelled))
    for note in calibrated.notes:
        console.print(Text(harmless(f"Note: {note}."), style="bold"))
    _print(
        console,
        "Before, and after: cross-validated, each posting judged by what others taught",
        ["", "before", "after"],
        [
            *([name, str(before.headline[key]), str(after.headline[key])] for key, name in NAMES.items()),
            *(
                [name, *(str(getattr(part.abstentions, key)) for part in (before, after))]
                for key, name in (("coverage", "answered"), ("accuracy", "accuracy among answered"))
            ),
        ],
    )
    biases = zip(model.labels, model.calibration.biases, strict=True)
    told = ", ".join(f"{harmless(label)} {bias:+.3f}" for label, bias in biases)
    console.print(Text(f"Temperature {model.calibration.temperature:.3f}; biases: {told}."))
    console.print(Text(f"Abstains below {model.thresholds.confidence:.4f}: {model.thresholds.source}."))


def _rows(labelled: Labelled) -> Text:
    groups = len(set(labelled.groups))
    told = [f"{counted(len(labelled.rows), 'row')} of {counted(groups, 'group')}"]
    told += [f"{labelled.unlabelled:,} without a label left out"] if labelled.unlabelled else []
    told += [f"{labelled.empty:,} without a text left out"] if labelled.empty else []
    if labelled.unknown:
        some = harmless(", ".join(list(labelled.unknown)[:3]))
        told.append(f"{sum(labelled.unknown.values()):,} with a label the model doesn't know ({some}) left out")
    return Text(harmless("; ".join(told) + "."))


def _show_labels(part: Figures, console: Console) -> None:
    labels = [one.label for one in part.labels]
    _print(
        console,
        "Labels",
        ["label", "rows", "precision", "recall", "F1", "AUC against all others"],
        ([one.label, f"{one.support:,}", *(f"{v:.3f}" for v in (one.precision, one.recall, one.f1)), str(one.auc)]
         for one in part.labels),
    )  # fmt: skip
    if len(labels) > _MOST_LABELS:
        console.print(Text("Confusion matrix and pairwise AUC: too many labels for a screen; see --json.\n"))
        return
    _print(
        console,
        "Confusion: true label down, predicted across",
        ["", *(label[:12] for label in labels)],
        ([label, *(f"{n:,}" for n in row)] for label, row in zip(labels, part.confusion, strict=True)),
    )
    pairs = ([f"{a} or {b}", str(auc)] for (a, b), auc in part.pairs.items())
    _print(console, "Telling two labels apart", ["on the rows of the two", "AUC"], pairs)


def _show_coverage(every: Figures, roles: Figures | None, console: Console) -> None:
    parts = [every] + ([roles] if roles else [])
    _print(
        console,
        "Accuracy of the surest rows",
        ["surest", *(f"{head}, accuracy (least confidence)" for head in ("all", "roles")[: len(parts)])],
        (
            [f"{points[0].coverage:.0%}", *(f"{p.accuracy:.3f} ({p.confidence:.2f})" for p in points)]
            for points in zip(*(part.coverage for part in parts), strict=True)
        ),
    )


def _show_abstentions(found: Abstentions, console: Console) -> None:
    rows = [
        ["answered", f"{found.answered:,} of {found.rows:,}", str(found.coverage)],
        ["right among those", "", str(found.accuracy)],
        *([f"no answer: {reason}", f"{n:,}", ""] for reason, n in found.reasons.items()),
    ]
    _print(console, "Abstentions, all labels", ["", "rows", "share"], rows)


def _show_faithfulness(found: Faithfulness, console: Console) -> None:
    names = dict(zip(KINDS, ("of the strongest phrases", "drawn at random", "the longest"), strict=True))
    _print(
        console,
        f"Faithfulness: how far the predicted label's probability falls ({counted(found.rows, 'row')})",
        [f"{found.share:.0%} of the words", "without them", "with only them"],
        ([names[kind], str(found.comprehensiveness[kind]), str(found.sufficiency[kind])] for kind in KINDS),
    )
    times = found.times_random
    console.print(
        Text(
            f"Without the phrases' words it moves {times.value:.1f} times ({times.low:.1f} to {times.high:.1f}) "
            "as far as without random ones.\n"
        )
    )


def _show_comparison(found: Comparison, every: Figures, console: Console) -> None:
    other = harmless(f"{found.other['name']} {found.other['version']} ({found.other['sha256'][:12]})")
    _print(
        console,
        f"Against {other}",
        ["", "this", "other", "difference", ""],
        ([NAMES[d.name], f"{every.headline[d.name].value:.3f}", f"{d.other:.3f}", _signed(d.difference), d.verdict]
         for d in found.differences),
    )  # fmt: skip
    told = f"{found.gained:,} only this one has right, {found.lost:,} only the other"
    console.print(Text(f"{counted(found.changed, 'row')} labelled differently: {told}."))
    console.print(Text(found.verdict[:1].upper() + found.verdict[1:] + ".", style="bold"))


def _signed(found: Interval) -> str:
    return f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})"


def _print(console: Console, title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    for i, name in enumerate(header):
        table.add_column(Text(harmless(name), style="dim"), justify="right" if i else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(harmless(cell)) for cell in row))
    console.print(Text(title, style="bold"))
    console.print(table)
    console.print()
