"""Parquet files of the warehouse."""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq


def written(folder: Path, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> tuple[str, int]:
    """The path in `folder` of a new file with these rows, and how many they are; it is there whole or not at all."""
    file = f"{name}.{uuid4().hex[:12]}.parquet"
    path, rows = folder / file, 0
    path.parent.mkdir(exist_ok=True)
    aside = path.with_suffix(".parquet.part")
    with aside.open("wb") as out:
        with pq.ParquetWriter(out, schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch.select(schema.names).cast(schema))
                rows += batch.num_rows
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)
    return file, rows
