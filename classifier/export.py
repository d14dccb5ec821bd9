"""A model as other programs take it: a joblib file of the scikit-learn pipeline.

A joblib file is a pickle: whoever loads one runs whatever code it holds. Load only files that you made
yourself or whose maker you trust, and give strangers the model folder, which holds nothing but data.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from classifier.errors import ClassifierError
from classifier.model import Model

PICKLE_WARNING = (
    "a joblib file is a pickle: loading one runs the code in it; load only what you trust, "
    "and give strangers the model folder instead"
)


def export_joblib(model: Model, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write `Model.to_pipeline` with joblib. See the warning above.

    Parameters:
        model: the model.
        path: the file to write.
        overwrite: whether a file that is there may be replaced.

    Returns:
        The file. To load it, this package and the same versions of scikit-learn and joblib are needed.

    Raises:
        ClassifierError: ``output-form`` for a name without an ending; ``output-exists``, ``output-unwritable``,
            ``library-missing``.

    Example:
        >>> import classifier, joblib, tempfile
        >>> file = export_joblib(classifier.load(), tempfile.mkdtemp() + "/model.joblib")
        >>> joblib.load(file).classes_.tolist()
        ['AE', 'AM', 'AD', 'none']
    """
    target = Path(path)
    if not target.suffix and not target.is_dir():
        hint = "name it model.joblib; --format folder copies the model"
        raise ClassifierError("output-form", f"{target} looks like a folder; a joblib file is to be written", hint=hint)
    if target.is_dir() or (target.exists() and not overwrite):
        hint = "" if target.is_dir() else "--force replaces a file"
        raise ClassifierError("output-exists", f"{target} exists already", hint=hint)
    pipeline = model.to_pipeline()
    import joblib  # scikit-learn, which it comes with, has just been found

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        try:
            os.close(handle)
            joblib.dump(pipeline, beside, compress=3)
            Path(beside).chmod(0o644)
            Path(beside).replace(target)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise ClassifierError("output-unwritable", f"can't write {target}: {error.strerror or error}") from None
    return target
