"""A model's summary on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from classifier.inspection import Summary
from classifier.rendering.terminal import harmless, role_colours
from classifier.rendering.wording import strength


def show_model(summary: Summary, console: Console) -> None:
    """Print a model's summary.

    Parameters:
        summary: what to show.
        console: where to.
    """
    facts, limits = summary.facts, summary.thresholds
    console.print(Text(harmless(f"{summary.name}, version {summary.version}"), style="bold"))
    console.print(f"sha256       {summary.sha256}")
    console.print(f"terms        {summary.n_terms:,} words and word pairs")
    if found := facts.get("cross_validation"):
        told = f"accuracy {found['accuracy']:.3f}, macro-F1 {found['macro_f1']:.3f} on {found['rows']:,} {found['of']}"
        console.print(harmless(f"cross-val.   {told}"))
    console.print(
        harmless(f"calibration  temperature {summary.calibration.temperature:g}; {summary.calibration.source}")
    )
    told = f"below {limits.confidence:.2f}, under {limits.terms} known terms or {limits.known:.0%} known words"
    console.print(harmless(f"abstains     {told}; {limits.source}"))
    console.print()
    console.print(_labels(summary))
    console.print()
    colours = role_colours([role.label for role in summary.roles])
    for label, terms in summary.strongest.items():
        line = Text(harmless(f"Strongest for {label}: "), style=f"bold {colours[label]}")
        told = ", ".join(f"{term} {strength(weight)}" for term, weight in terms) or "no word or word pair"
        line.append(harmless(told), style="not bold default")
        console.print(line)


def _labels(summary: Summary) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading, right in (("label", False), ("name", False), ("bias", True), ("rows", True), ("titles masked", False)):
        table.add_column(heading, justify="right" if right else "left")
    rows = summary.facts.get("rows", {})
    for role, bias in zip(summary.roles, summary.calibration.biases, strict=True):
        count = rows.get(role.label)
        titles = ", ".join(role.titles)
        told = (role.label, role.name, f"{bias:+.3f}", f"{count:,}" if isinstance(count, int) else "?", titles)
        table.add_row(*(Text(harmless(cell)) for cell in told))
    return table
