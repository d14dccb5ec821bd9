"""Texts, web pages and documents: each file is one posting, and a part is some hundred files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from classifier.batch.blocks import Block, Part, Reject, Task
from classifier.batch.sources import Source
from classifier.errors import ClassifierError
from classifier.postings import LONGEST, from_bytes

_FILES = 256  # of one part


def plan(sources: Sequence[Source]) -> Iterator[Part]:
    """Some hundred files a part."""
    for start in range(0, len(sources), _FILES):
        yield Part(tuple(sources[start : start + _FILES]))


def read(part: Part, task: Task) -> Iterator[Block]:
    """Read a part; a file that can't be read becomes a rejected row."""
    files, texts, rejects = [], [], []
    for source in part.sources:
        try:
            texts.append(read_source(source))
            files.append(source.name)
        except ClassifierError as error:
            rejects.append(Reject(source.name, 0, 0, error.code, ""))
        except (OSError, ValueError):
            rejects.append(Reject(source.name, 0, 0, "posting-unreadable", ""))
    yield Block.of_texts(
        files,
        [1] * len(files),
        texts,
        ids=files if task.id_column else None,
        kept={name: [None] * len(files) for name in task.kept},
        rejects=rejects,
    )


def read_source(source: Source) -> str:
    """Read one posting as `classifier.postings.read_posting` does, also from an address or compressed."""
    stream = source.stream()
    data = stream.read(LONGEST + 1)
    stream.close()
    if stream.broken:
        raise ClassifierError("posting-unreadable", f"can't read {source.name}: {stream.broken}")
    return from_bytes(data, source.name)
