"""Predictions as one page that needs nothing else: no script, no network, no font from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier import __version__
from classifier.errors import ClassifierError
from classifier.plurals import counted
from classifier.prediction import Prediction
from classifier.rendering import wording
from classifier.rendering.view import View

if TYPE_CHECKING:
    from jinja2 import Environment

    from classifier.model import Model

_TEMPLATES = Path(__file__).parent / "templates"


def page(postings: Sequence[tuple[str, Prediction]], *, model: Model | None = None) -> str:
    """Write a page about predictions.

    Parameters:
        postings: name and prediction of each posting; several get an index and a comparison.
        model: the model that made them; the page then says how it was calibrated and judged.

    Returns:
        HTML whose text is the postings' own, made harmless by `wording.neutral`. It holds no script,
        and its Content-Security-Policy lets none run.

    Example:
        >>> import classifier
        >>> page([("text", classifier.load().predict("Prospect, pitch and close."))])[:15]
        '<!doctype html>'
    """
    return rendered(
        "page.html.j2",
        views=[View(number, name, prediction) for number, (name, prediction) in enumerate(postings, 1)],
        model=model,
        judged=judged(model),
    )


def rendered(template: str, *, styles: Sequence[str] = ("page.css",), **values: Any) -> str:
    """Fill in a template that extends ``base.html.j2``.

    Parameters:
        template: its name.
        styles: the style sheets that the page carries; nothing else may style it.
        values: what the template asks for.

    Returns:
        The page. Every value is escaped, and made harmless by `wording.neutral`, on its way there.
    """
    style = "".join((_TEMPLATES / name).read_text(encoding="utf8") for name in styles)
    digest = base64.b64encode(hashlib.sha256(style.encode("utf8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    found = _environment().get_template(template)
    return found.render(style=style, policy=policy, program=__version__, **values)


def check_output(out: str | Path, *, inputs: Sequence[str] = (), overwrite: bool = False) -> None:
    """Refuse a file that may not be written; asked before the work, and again by `write_page`.

    Parameters:
        out: the file.
        inputs: the postings' files, none of which is replaced; "-" is standard input.
        overwrite: whether a file that is there may be replaced.

    Raises:
        ClassifierError: ``output-exists``, ``output-is-input``, ``output-unwritable``.
    """
    # os.path, since Path's own questions raise on names that are too long.
    if any(name != "-" and os.path.realpath(name) == os.path.realpath(out) for name in inputs):
        raise ClassifierError("output-is-input", f"{out} is both an input and an output")
    if os.path.exists(out) and not os.path.isfile(out):
        raise ClassifierError("output-exists", f"{out} is no file, so it is not replaced")
    if os.path.exists(out) and not overwrite:
        raise ClassifierError("output-exists", f"{out} exists already", hint="--force replaces it")
    if not os.path.isdir(Path(out).parent):
        raise ClassifierError("output-unwritable", f"can't write {out}: {Path(out).parent} is no folder")


def write_page(content: str, out: str | Path, *, overwrite: bool = False) -> None:
    """Write a page, whole or not at all: beside its place first, then renamed.

    Parameters:
        content: the page.
        out, overwrite: as for `check_output`.

    Raises:
        ClassifierError: ``output-exists``, ``output-unwritable``.
    """
    check_output(out, overwrite=overwrite)
    target = Path(out)
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        try:
            with beside.open("xb") as file:
                file.write(content.encode("utf8"))
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise ClassifierError("output-unwritable", f"can't write {target}: {error.strerror or error}") from None


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def harmless(value: Any) -> Any:
        return wording.neutral(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    # finalize sees every value on its way to the page, so that no template can forget to make one harmless.
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for use in (
        wording.percent, wording.rate, wording.share, wording.signed, wording.strength, wording.odds, wording.short,
        wording.compact, wording.duration, counted,
    ):  # fmt: skip
        environment.filters[use.__name__] = use
    return environment


def judged(model: Model | None) -> str | None:
    """How often the model was right when it was made, where its folder says so in the way ours do."""
    found = model.facts.get("cross_validation") if model else None
    try:
        return f"{found['accuracy']:.0%} of {found['rows']:,} {found['of']}" if found else None
    except (KeyError, TypeError, ValueError):
        return None
