"""Read a job posting's duties: Account Executive, Account Manager, Account Director, or none of them.

Example:
    >>> import classifier
    >>> classifier.load().labels
    ['AE', 'AM', 'AD', 'none']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["ClassifierError", "Model", "Prediction", "load", "read_corpus", "train"]

if TYPE_CHECKING:
    from classifier.corpus import read_corpus
    from classifier.errors import ClassifierError
    from classifier.model import Model
    from classifier.prediction import Prediction
    from classifier.storage import load
    from classifier.training import train

_HOMES = {
    "ClassifierError": "errors",
    "Model": "model",
    "Prediction": "prediction",
    "load": "storage",
    "read_corpus": "corpus",
    "train": "training",
}


def __getattr__(name: str) -> Any:  # numpy and scikit-learn are imported when first needed
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"classifier.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'classifier' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
