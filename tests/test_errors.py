from __future__ import annotations

import pickle

from classifier.errors import ClassifierError


def test_an_error_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(ClassifierError("text-empty", "no text", hint="paste one")))
    assert (error.code, str(error)) == ("text-empty", "no text (paste one)")
