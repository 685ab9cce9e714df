"""Reads bodies as the border does, in pieces of any size."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.credentials.adapters.batches.blocks import Block, Gathering
from services.credentials.adapters.batches.csv_reading import CsvReading
from services.credentials.adapters.batches.ndjson_reading import NdjsonReading


@dataclass(frozen=True)
class Row:
    """One row as it was taken: its values and its faults as (pointer, code)."""

    number: int
    values: dict[str, str | None]
    faults: list[tuple[str, str]]


def read_csv(body: bytes, *, piece: int = 1 << 16, known: tuple[str, ...] = ()) -> list[Row]:
    return _read(CsvReading(Gathering(), known=known), body, piece)


def read_ndjson(body: bytes, *, piece: int = 1 << 16) -> list[Row]:
    return _read(NdjsonReading(Gathering()), body, piece)


def rows_of(blocks: Iterator[Block]) -> Iterator[Row]:
    for block in blocks:
        for index in range(len(block)):
            number = block.first + index
            values = {name: column[index] for name, column in block.columns.items()}
            yield Row(number, values, [(it.pointer, it.code) for it in block.faults.get(number, [])])


def _read(reading: CsvReading | NdjsonReading, body: bytes, piece: int) -> list[Row]:
    found: list[Row] = []
    for start in range(0, len(body), piece):
        found += rows_of(reading.feed(body[start : start + piece]))
    return [*found, *rows_of(reading.end())]
