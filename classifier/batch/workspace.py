"""The folder beside the output where a run keeps what is done, so that it can be resumed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from classifier.batch import writers
from classifier.batch.blocks import PART, Task
from classifier.batch.scoring import Counts, paths
from classifier.batch.sources import Source, reason
from classifier.errors import ClassifierError

_MANIFEST = "run.json"
_FORMAT = 1


class Workspace:
    """What a run keeps until its output is whole.

    Parameters:
        out: the output.
        rejects: where rejected rows go in the end.

    The order of steps makes any moment a safe one to be killed: a part's counts are written after
    its rows; the output gets its name when it is whole; the folder goes last, renamed first.
    """

    def __init__(self, out: Path, rejects: Path) -> None:
        self.out, self.rejects = out, rejects
        self.folder = out.with_name(f"{out.name}.unfinished")
        self._gone = out.with_name(f"{out.name}.finished")

    def check(self, sources: Iterable[Source], *, resume: bool, force: bool) -> bool:
        """See what is there; returns whether the output is whole already.

        Raises:
            ClassifierError: ``output-exists``, ``output-unfinished``, ``output-is-input``.
        """
        ours = {path.resolve() for path in (self.out, self.rejects)}
        for source in sources:
            if not source.is_remote and Path(source.name).resolve() in ours:
                raise ClassifierError("output-is-input", f"{source.name} is both an input and an output")
        shutil.rmtree(self._gone, ignore_errors=True)
        if self.folder.exists() and not (resume or force):
            hint = "--resume continues it, --force starts anew"
            raise ClassifierError("output-unfinished", f"an earlier run on {self.out} was stopped", hint=hint)
        if force or (resume and self.folder.exists()):
            return False
        if resume and self.out.exists():
            changed = self.out.stat().st_mtime_ns
            if all(source.changed <= changed for source in sources):
                return True
            raise ClassifierError("output-exists", f"{self.out} is older than its inputs", hint="--force replaces it")
        for path in (self.out, self.rejects):
            if path.exists():
                raise ClassifierError("output-exists", f"{path} exists already", hint="--force replaces it")
        return False

    def open(self, sources: Iterable[Source], task: Task, *, resume: bool) -> dict[int, Counts]:
        """Make the folder, or find in it what is done.

        Parameters:
            sources, task: what the run is of; a run of anything else can't be resumed.
            resume: whether to go on from what is there.

        Returns:
            The counts of the parts that are done.

        Raises:
            ClassifierError: ``resume-differs``, ``output-unwritable``.
        """
        manifest = {
            "format": _FORMAT,
            "part": PART,
            "inputs": [[source.name, source.size, source.changed] for source in sources],
            **{name: value for name, value in asdict(task).items() if name != "folder"},
        }
        manifest = json.loads(json.dumps(manifest))
        try:
            if (self.folder / _MANIFEST).exists() and resume:
                self._compare(manifest)
                return self._done()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            beside = self.folder / f"{_MANIFEST}.new"
            beside.write_text(json.dumps(manifest), encoding="utf8")
            beside.replace(self.folder / _MANIFEST)
        except OSError as error:
            raise ClassifierError("output-unwritable", f"can't write {self.out}: {reason(error)}") from None
        return {}

    def _compare(self, manifest: dict[str, Any]) -> None:
        try:
            earlier = json.loads((self.folder / _MANIFEST).read_text(encoding="utf8"))
        except ValueError:
            earlier = {}
        changed = [name for name, value in manifest.items() if earlier.get(name) != value]
        if changed:
            raise ClassifierError(
                "resume-differs",
                f"the stopped run on {self.out} was of another kind; what differs: {', '.join(changed)}",
                hint="--force starts anew",
            )

    def _done(self) -> dict[int, Counts]:
        found = {}
        for path in self.folder.glob("*.json"):
            if path.stem.isdigit():
                found[int(path.stem)] = json.loads(path.read_text(encoding="utf8"))
        return found

    def abandon(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def finish(self, n_parts: int, task: Task, *, any_rejects: bool) -> None:
        """Put the parts together under the output's name, and remove the folder.

        Raises:
            ClassifierError: ``output-unwritable``.
        """
        parts = [paths(self.folder, number) for number in range(n_parts)]
        whole = self.folder / "whole"
        try:
            writers.join([rows for rows, _, _ in parts], whole, task)
            if any_rejects:
                beside = self.rejects.with_name(f".{self.rejects.name}.new")
                writers.join_rejects([rejects for _, rejects, _ in parts], beside)
                os.replace(beside, self.rejects)
            else:
                self.rejects.unlink(missing_ok=True)
            os.replace(whole, self.out)
            os.replace(self.folder, self._gone)
        except OSError as error:
            raise ClassifierError(
                "output-unwritable", f"can't write {self.out}: {reason(error)}", hint="--resume continues"
            ) from None
        shutil.rmtree(self._gone, ignore_errors=True)
