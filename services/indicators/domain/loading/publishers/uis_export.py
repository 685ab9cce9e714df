"""The UIS Data API export (`data.csv`): one row for each indicator, geoUnit and year.

Column meanings: README.md of the export.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from services.indicators.domain.integrity.finding import Finding
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.publishers.uis_record import INDICATORS, UisRecord, observe
from services.indicators.domain.loading.rows import Contract, rows

CONTRACT = Contract(
    "uis-api-export/1",
    ("indicatorId", "geoUnit", "year", "value", "qualifier", "magnitude"),
    ("indicatorId", "geoUnit", "year"),
)


def parse(chunks: Iterable[bytes], *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read an export. Yields observations and findings in the order of the file; raises Unreadable.

    A row with an unknown indicator, area, qualifier or magnitude is refused, and with it the whole file.
    """
    for row in rows(text_lines(chunks), CONTRACT):
        if isinstance(row, Finding):
            yield row
            continue
        it = row.fields
        record = UisRecord(
            row.line,
            it["indicatorId"],
            it["geoUnit"],
            it["year"],
            it["value"],
            it["magnitude"],
            it["qualifier"],
        )
        yield from observe(record, INDICATORS.get(record.indicator), release=release, known_at=known_at)
