"""What the tests of batch scoring share: small inputs of every kind, and outputs read back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TEXTS = [
    "Account Manager\nRenew contracts, keep existing clients happy and grow each account. " * 3,
    'We call it "hunting": win new business, prospect, pitch and close deals with new customers. ' * 3,
    "Lead the account team, own strategy, budgets and senior relationships, coach managers – daily. " * 3,
    "Bake bread, clean the oven and serve guests at the counter every morning before nine. " * 3,
    "",
    "zzz qqq",
]


def rows(n: int) -> list[dict[str, Any]]:
    return [{"id": f"p{i}", "town": ["Rome", "Bonn, DE", ""][i % 3], "text": TEXTS[i % len(TEXTS)]} for i in range(n)]


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    if path.suffix == ".csv":
        buffer = io.StringIO(newline="")
        writer = csv.DictWriter(buffer, list(records[0]))
        writer.writeheader()
        writer.writerows(records)
        path.write_bytes(buffer.getvalue().encode())
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf8")
    else:
        pq.write_table(pa.Table.from_pylist(records), path, row_group_size=7)
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of an output, as text."""
    if path.suffix == ".csv":
        with path.open(encoding="utf8", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".jsonl":
        records = [json.loads(line) for line in path.read_text("utf8").splitlines()]
    else:
        records = pq.read_table(path).to_pylist()
    return [{name: _as_csv(value) for name, value in record.items()} for record in records]


def _as_csv(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)
