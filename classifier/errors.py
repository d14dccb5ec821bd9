"""The one error that a user can cause, with a stable code."""

from __future__ import annotations

from collections.abc import Callable


class ClassifierError(Exception):
    """A mistake in the input, a corpus or a model, told in one line.

    Parameters:
        code: stable, lower-case, hyphenated name of the kind of error (``model-altered``);
            the same codes stand in rejects files and in the reference of the documentation.
        message: one sentence: what was expected, what was found, and where.
        hint: what to do about it, if anything.

    Example:
        >>> str(ClassifierError("text-empty", "posting.txt holds no text", hint="paste the posting itself"))
        'posting.txt holds no text (paste the posting itself)'
    """

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[Callable[..., ClassifierError], tuple[str, str, str]]:
        """Let the error travel between processes."""
        return _restored, (self.code, self.message, self.hint)


def _restored(code: str, message: str, hint: str) -> ClassifierError:
    return ClassifierError(code, message, hint=hint)
