"""What is fuzzed: each target takes bytes, and checks what the program promises of the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fuzz import files, readers, seeds, shapes, texts


@dataclass(frozen=True)
class Target:
    """One reader, or a flow.

    Parameters:
        name: as in the table, and of its folder in ``cases``.
        run: reads one input and checks the result.
        seeds: inputs of ours that the engines change.
        shape: makes the strategy of hypothesis whose examples are inputs.
        share: how large a part of all inputs it gets; the dearer it is, the smaller.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    shape: Callable[[], object]
    share: float


TARGETS = {
    target.name: target
    for target in (
        Target("text", texts.read_text, seeds.postings, shapes.text, 20),
        Target("titles", texts.find_titles, seeds.titles, shapes.titles, 8),
        Target("predict", texts.predict, seeds.postings, shapes.text, 7),
        Target("kernel", texts.kernel, seeds.postings, shapes.text, 8),
        Target("kernel-titles", files.kernel_titles, seeds.titles, shapes.titles, 0.6),
        Target("terminal", texts.terminal, seeds.postings, shapes.text, 2),
        Target("page", texts.page, seeds.postings, shapes.text, 0.6),
        Target("error", texts.error_line, seeds.postings, shapes.text, 3),
        Target("posting", readers.posting, seeds.posting_files, shapes.posting_bytes, 8),
        Target("html", readers.html, seeds.pages, shapes.html, 9),
        Target("json-ld", readers.html, seeds.json_ld, shapes.json_ld, 5),
        Target("pdf", readers.pdf, seeds.pdfs, shapes.raw, 0.3),
        Target("docx", readers.docx, seeds.docxs, shapes.raw, 0.3),
        Target("corpus-csv", readers.corpus_csv, seeds.csvs, shapes.csv, 5),
        Target("corpus-jsonl", readers.corpus_jsonl, seeds.jsonls, shapes.jsonl, 4),
        Target("corpus-parquet", readers.corpus_parquet, seeds.parquets, shapes.raw, 1),
        Target("labelled-csv", readers.labelled_csv, seeds.csvs, shapes.csv, 3),
        Target("labelled-jsonl", readers.labelled_jsonl, seeds.jsonls, shapes.jsonl, 3),
        Target("calibration", readers.calibration, seeds.configs, shapes.json, 3),
        Target("roles", readers.roles, seeds.configs, shapes.json, 3),
        Target("article", readers.article, seeds.articles, shapes.text, 0.3),
        Target("article-page", readers.article_page, seeds.pages, shapes.html, 2),
        Target("article-blocks", readers.article_blocks, seeds.articles, shapes.text, 2),
        Target("model-config", files.model_config, seeds.configs, shapes.config, 1.2),
        Target("model-vocabulary", files.model_vocabulary, seeds.vocabularies, shapes.lines, 0.5),
        Target("model-arrays", files.model_arrays, seeds.arrays, shapes.raw, 0.5),
        Target("model-file", files.model_file, seeds.configs, shapes.raw, 0.5),
        Target("records", files.records, seeds.csvs, shapes.csv, 4),
        Target("batch-csv", files.batch_csv, seeds.csvs, shapes.csv, 0.4),
        Target("batch-jsonl", files.batch_jsonl, seeds.jsonls, shapes.jsonl, 0.4),
        Target("batch-parquet", files.batch_parquet, seeds.parquets, shapes.raw, 0.3),
        Target("batch-packed", files.batch_packed, seeds.packed, shapes.raw, 0.3),
        Target("batch-text", files.batch_text, seeds.posting_files, shapes.posting_bytes, 0.3),
    )
}
