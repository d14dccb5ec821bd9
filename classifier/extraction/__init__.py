"""Reading career articles with spaCy: from prose about roles to labelled rows.

`article` is the flow: ``blocks`` and ``pages`` tell headings, paragraphs, lists and tables;
``sentences``, ``mentions`` and ``cues`` are the components of the spaCy ``pipeline``; ``clauses`` finds
which part of a sentence speaks of whom, ``context`` who "they" and "the former" are, ``kinds`` what is
said and whether it is about the work at all; ``documents`` reads and writes files, ``spans`` looks spans up.
"""

from classifier.extraction.article import Found, extract

__all__ = ["Found", "extract"]
