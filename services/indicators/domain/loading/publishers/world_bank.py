"""The World Bank API, version 2: a JSON array of a page description and the rows of one indicator.

An archived series answers with a message (id 175) where the data should be, and an endless download follows
for clients that do not look: here it is a finding.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_pieces
from services.indicators.domain.loading.json_text import BrokenJson, JsonText, Number
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import is_year
from services.indicators.domain.observations.codes import FlowDirection, Provenance, Sex
from services.indicators.domain.observations.observation import WORLD, Observation, Series
from shared.kernel.countries import is_country


@dataclass(frozen=True, slots=True)
class WorldBankIndicator:
    """What a code of the World Bank counts, in our words."""

    formula: str
    direction: FlowDirection
    counterpart: str = WORLD
    sex: Sex = Sex.TOTAL
    provenance: Provenance = Provenance.REPORTED

    def observation(
        self, area: str, year: int, value: float, *, release: str, known_at: datetime
    ) -> Observation:
        """Give one of its figures, a percentage."""
        series = Series(self.formula, area, self.direction, "PT", self.counterpart, sex=self.sex)
        return Observation(series, year, value, release, known_at, provenance=self.provenance)


INDICATORS: Mapping[str, WorldBankIndicator] = {
    "SM.EMI.TERT.ZS": WorldBankIndicator(
        "EMR_WB_DM", FlowDirection.OUT, "OECD", provenance=Provenance.ESTIMATED
    ),
    "SE.TER.ENRR": WorldBankIndicator("GER", FlowDirection.NOT_APPLICABLE),
    "SE.TER.ENRR.FE": WorldBankIndicator("GER", FlowDirection.NOT_APPLICABLE, sex=Sex.FEMALE),
    "SE.TER.ENRR.MA": WorldBankIndicator("GER", FlowDirection.NOT_APPLICABLE, sex=Sex.MALE),
    "UIS.GOER.56": WorldBankIndicator("GOER", FlowDirection.OUT, provenance=Provenance.ESTIMATED),
}
"""Emigration of the tertiary educated, gross tertiary enrolment, and EdStats' gross outbound enrolment."""

_OTHER_ECONOMIES = frozenset({"CHI"})
"""The Channel Islands, which the Bank counts as one economy."""
AGGREGATES = _OTHER_ECONOMIES | frozenset(
    (
        "AFE AFR AFW ARB CAA CEA CEB CEU CLA CME CSA CSS DEA DEC DLA DMN DNS DSA DSF DSS EAP EAR EAS ECA ECS "
        "EMU EUU FCS FXS HIC HPC IBB IBD IBT IDA IDB IDX INX LAC LAP LCN LCR LDC LIC LMC LMY LTE MCA MDE MEA "
        "MIC MNA NAC NAF NRS NXS OED OSS PRE PSS PST SAS SSA SSF SST SXZ TEA TEC TLA TMN TSA TSS UMC WLD XZN"
    ).split()
)
"""Codes of the World Bank for groups of countries (its list of countries, region "Aggregates")."""
ARCHIVED = "175"


def parse(chunks: Iterable[bytes], *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read one page. World Bank aggregates are passed over with a note. Raises Unreadable."""
    text = JsonText(text_pieces(chunks))
    try:
        yield from _page(text, release, known_at)
    except BrokenJson as fault:
        yield Finding("broken_json", Severity.REFUSAL, f"the answer is not JSON: {fault}")


def _page(text: JsonText, release: str, known_at: datetime) -> Iterator[Parsed]:
    wrong = Finding("wrong_columns", Severity.REFUSAL, "the answer is not a page and its rows")
    if text.next() != "[":
        text.value()  # what is no JSON at all is called so
        yield wrong
        return
    parts = text.elements()
    described = text.value() if next(parts, False) else None
    message = _message(described)
    if message is not None:
        code = "archived_indicator" if str(message.get("id")) == ARCHIVED else "service_message"
        yield Finding(code, Severity.REFUSAL, f"instead of data: {message.get('value', message)}"[:500])
        return
    if not next(parts, False) or text.next() != "[":
        yield wrong
        return
    yield from _missing_pages(described)
    for number, _ in enumerate(text.elements(), start=1):
        yield from _observe(text.value(), number, release, known_at)
    if next(parts, False):
        yield wrong
        return
    text.end()


def place_fault(area: str, where: Where) -> Finding | None:
    """Say what is not to be read of an area: a group is passed over, an unknown code refuses the file."""
    if is_country(area):
        return None
    if area in AGGREGATES:
        detail = f"{area!r} is an aggregate of the World Bank"
        return Finding("group_passed_over", Severity.NOTE, detail, where)
    return Finding("unknown_area", Severity.REFUSAL, f"{area!r} is no area of the World Bank", where)


def _message(described: Any) -> Mapping[str, Any] | None:
    try:
        first = described["message"][0]
    except (KeyError, IndexError, TypeError):
        return None
    return first if isinstance(first, dict) else {"value": str(first)}


def _missing_pages(described: Any) -> Iterator[Finding]:
    pages = described.get("pages") if isinstance(described, dict) else None
    if isinstance(pages, Number) and pages not in {"0", "1"}:
        detail = f"this is page {described.get('page')} of {pages}; give every page, or ask for one"
        yield Finding("one_of_several_pages", Severity.NOTE, detail)


def _observe(row: Any, number: int, release: str, known_at: datetime) -> Iterator[Parsed]:
    try:
        code, area = str(row["indicator"]["id"]), str(row["countryiso3code"])
        value, year = row["value"], _year(row["date"])
        name = str(row["country"]["value"]) if not area else ""
    except (KeyError, TypeError, ValueError) as fault:
        yield Finding("broken_row", Severity.REFUSAL, f"row {number}: {fault!r}", Where(number))
        return
    where = Where(number, area or None, year, code)
    indicator = INDICATORS.get(code)
    if indicator is None:
        yield Finding("unknown_indicator", Severity.REFUSAL, f"{code!r} is no indicator known here", where)
        return
    # Some aggregates come without any code, under their name alone.
    unnamed = Finding("group_passed_over", Severity.NOTE, f"{name!r} has no country code", where)
    passed_over = place_fault(area, where) if area else unnamed
    if passed_over is not None:
        yield passed_over
    elif value is not None and not isinstance(value, Number):
        yield Finding("bad_value", Severity.REFUSAL, f"{value!r} is not a number", where)
    elif value is not None:
        yield indicator.observation(area, year, float(value), release=release, known_at=known_at)


def _year(text: object) -> int:
    if not isinstance(text, str) or isinstance(text, Number) or not is_year(text):
        raise ValueError(f"{text!r} is not a year")
    return int(text)
