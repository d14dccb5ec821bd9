"""The model card: what a model is, in Markdown with the front matter of the Hugging Face hub."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from classifier.roles import ACCOUNT_ROLES

if TYPE_CHECKING:
    from classifier.model import Model


_EXAMPLE = "Keep our clients happy and renew their contracts."


def model_card(model: Model, *, language: str = "", licence: str = "") -> str:
    """Write the card of a model from what it knows of its own making.

    Parameters:
        model: the model; its `facts` are what training recorded.
        language: of the texts it was trained on, as a code; not named where empty.
        licence: of the model, as hubs name it; not named where empty.

    Returns:
        Markdown, beginning with the YAML front matter that model hubs read.

    Example:
        >>> import classifier
        >>> model_card(classifier.load()).splitlines()[0]
        '---'
    """
    facts = model.facts
    counts = facts.get("rows")
    counts = counts if isinstance(counts, dict) else {}
    labels = "\n".join(
        f"| `{role.label}` | {role.name} | {_number(counts.get(role.label))} |" for role in model.titles.roles
    )
    biases = ", ".join(f"{x} {b:+.3f}" for x, b in zip(model.labels, model.calibration.biases, strict=True))
    limits = model.thresholds
    given = {"language": language, "license": licence}
    front = "".join(f"{name}: {value}\n" for name, value in given.items() if value)
    masks = any(role.titles for role in model.titles.roles)
    reads = (
        "the duties of a job posting; titles are masked before it reads"
        if masks
        else "texts as they are; no title is masked"
    )
    is_account = set(model.labels) <= set(ACCOUNT_ROLES.names)
    return f"""---
{front}library_name: account-role-classifier
pipeline_tag: text-classification
tags: [{"job-postings, " if masks else ""}tf-idf, logistic-regression, calibrated, explainable]
---

# {model.name}

A multinomial logistic regression over TF-IDF weights of {len(model.vocabulary):,} words and word pairs.
It reads {reads}.
Everything in this folder is data: nothing is unpickled.

| label | name | rows in training |
|---|---|---:|
{labels}

{_number(facts.get("postings"))} of the rows are whole postings. Settings: `{json.dumps(facts.get("settings", {}))}`.
sha256 of the corpus: `{facts.get("corpus_sha256", "unknown")}`.
{_validation(facts.get("cross_validation"))}
**Calibration**: temperature {model.calibration.temperature:.3f}; biases {biases}.
Source: {model.calibration.source}.

**Abstains** below a probability of {limits.confidence:.2f}, under {limits.terms} known terms, or where
the vocabulary knows less than {limits.known:.0%} of the words. Source: {limits.source}.

## Use

```python
import classifier

model = classifier.load("path/to/this/folder")
print(model.predict({json.dumps(_EXAMPLE if is_account else "The text to read.")}).to_dict())
```
"""


def _validation(found: dict[str, Any] | None) -> str:
    try:
        return (
            (
                f"\n**Cross-validation** on the corpus, groups kept together, {found['rows']:,} {found['of']}: "
                f"accuracy {found['accuracy']:.3f}, macro-F1 {found['macro_f1']:.3f}.\n"
            )
            if found
            else ""
        )
    except (KeyError, TypeError, ValueError):  # the facts of a model that was made by other hands
        return ""


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "unknown"
