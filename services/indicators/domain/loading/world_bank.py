"""The World Bank API, version 2: a JSON array of a page description and the rows of one indicator.

An archived series answers with a message (id 175) where the data should be, and an endless download follows
for clients that do not look: here it is a finding.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.observations.codes import FlowDirection, Provenance
from services.indicators.domain.observations.observation import Observation, Series
from shared.kernel.countries import is_country

INDICATORS = {"SM.EMI.TERT.ZS": "EMR_WB_DM"}
ARCHIVED = "175"


def parse(body: bytes, *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read one page. World Bank aggregates (no ISO code) are passed over with a note. Raises Unreadable."""
    try:
        page = json.loads("".join(text_lines([body])))
    except json.JSONDecodeError as fault:
        yield Finding("broken_json", Severity.REFUSAL, f"the answer is not JSON: {fault}")
        return
    message = _message(page)
    if message is not None:
        code = "archived_indicator" if message.get("id") == ARCHIVED else "service_message"
        yield Finding(code, Severity.REFUSAL, f"instead of data: {message.get('value', message)}")
        return
    if not isinstance(page, list) or len(page) != 2 or not isinstance(page[1], list):
        yield Finding("wrong_columns", Severity.REFUSAL, "the answer is not a page and its rows")
        return
    for number, row in enumerate(page[1], start=1):
        yield from _observe(row, number, release, known_at)


def _message(page: Any) -> Mapping[str, Any] | None:
    if isinstance(page, list) and page and isinstance(page[0], dict) and page[0].get("message"):
        first: Mapping[str, Any] = page[0]["message"][0]
        return first
    return None


def _observe(row: Any, number: int, release: str, known_at: datetime) -> Iterator[Parsed]:
    try:
        code, area = row["indicator"]["id"], row["countryiso3code"]
        value, year = row["value"], int(row["date"])
    except (KeyError, TypeError, ValueError) as fault:
        yield Finding("broken_row", Severity.REFUSAL, f"row {number}: {fault!r}", Where(line=number))
        return
    where = Where(number, area, year, code)
    if code not in INDICATORS:
        yield Finding("unknown_indicator", Severity.REFUSAL, f"{code!r} is no indicator known here", where)
    elif not is_country(area):
        detail = f"{area!r} is an aggregate of the World Bank"
        yield Finding("group_passed_over", Severity.NOTE, detail, where)
    elif value is not None:
        series = Series(INDICATORS[code], area, FlowDirection.OUT, "PT", "OECD")
        yield Observation(series, year, float(value), release, known_at, provenance=Provenance.ESTIMATED)
