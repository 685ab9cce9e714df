"""Countries, states and provinces as affiliations write them.

A country is *stated* where it ends a part of the text ("..., Trondheim, Norway"); elsewhere it is only
mentioned, for "University of Jordan" and "Indiana University of Pennsylvania" do not say where they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.credentials.domain.reconciliation.text import fold, tokens
from shared.kernel.continuity import present_successors
from shared.kernel.countries import countries

_OTHER_NAMES = {
    "ARE": "uae|united arab emirates|emirates",
    "AUT": "osterreich|oesterreich|autriche",
    "BEL": "belgie|belgique|belgien",
    "BIH": "bosnia and herzegovina|bosnia|bosnia herzegovina",
    "BOL": "bolivia",
    "BRA": "brasil|brésil",
    "BRN": "brunei",
    "CHE": "schweiz|suisse|svizzera",
    "CHN": "pr china|p r china|people's republic of china|peoples r china|mainland china|中国|中國|prc",
    "CIV": "ivory coast|cote d'ivoire",
    "COD": "dr congo|democratic republic of congo|drc",
    "CYP": "north cyprus|northern cyprus|trnc",
    "CZE": "czech republic|ceska republika",
    "DEU": "deutschland|allemagne|germany (west)|frg",
    "DNK": "danmark",
    "ESP": "españa|espana|espagne|spanien",
    "EST": "eesti",
    "FIN": "suomi",
    "FRA": "frankreich|francia",
    "GBR": "uk|u k|united kingdom|great britain|england|scotland|wales|northern ireland|gb",
    "GRC": "hellas|ελλαδα",
    "HKG": "hong kong|hong kong sar|hksar|香港",
    "HRV": "hrvatska",
    "HUN": "magyarorszag",
    "IRL": "republic of ireland|eire",
    "IRN": "iran|i r iran|islamic republic of iran|ايران",
    "IRQ": "iraq",
    "ISR": "israel",
    "ITA": "italia|italie|italien",
    "JPN": "japan|日本",
    "KOR": "korea|south korea|republic of korea|korea south|s korea|rok|한국|대한민국",
    "LAO": "laos",
    "LBY": "libya",
    "LTU": "lietuva",
    "LVA": "latvija",
    "MAC": "macau|macao|macau sar",
    "MDA": "moldova",
    "MEX": "méxico|mexique",
    "MKD": "macedonia|north macedonia|fyrom",
    "NLD": "the netherlands|nederland|holland",
    "NOR": "norge|noreg",
    "POL": "polska|pologne|polen",
    "PRK": "north korea",
    "PSE": "palestine|west bank|gaza|gaza strip",
    "REU": "la reunion",
    "ROU": "romania|romania",
    "RUS": "russia|russian federation|россия",
    "SAU": "saudi arabia|ksa|kingdom of saudi arabia",
    "SRB": "srbija",
    "SVK": "slovakia|slovak republic|slovensko",
    "SVN": "slovenija",
    "SWE": "sverige",
    "SYR": "syria",
    "TUR": "turkey|turkiye",
    "TWN": "taiwan|taiwan roc|r o c|台灣",
    "TZA": "tanzania",
    "UKR": "ukraine|україна|украина",
    "USA": "usa|u s a|us|united states|united states of america|u s|estados unidos",
    "VEN": "venezuela",
    "VNM": "vietnam|viet nam",
    "XKX": "kosovo|kosova",
}

_REGIONS = {
    "USA": """
        alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii
        idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan
        minnesota mississippi missouri montana nebraska nevada new_hampshire new_jersey new_mexico
        new_york north_carolina north_dakota ohio oklahoma oregon pennsylvania rhode_island
        south_carolina south_dakota tennessee texas utah vermont virginia washington west_virginia
        wisconsin wyoming
    """,
    "CAN": """
        alberta british_columbia manitoba new_brunswick newfoundland nova_scotia ontario quebec
        saskatchewan
    """,
    "AUS": """
        new_south_wales queensland south_australia tasmania victoria western_australia nsw
    """,
}

US_STATES = dict(
    zip(
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC "
        "ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split(),
        (tuple(it.split("_")) for it in _REGIONS["USA"].split()),
        strict=True,
    )
)
"""Postal abbreviations, which count only in capitals and alone in a part of the text."""

KIN = {
    **dict.fromkeys(("HKG", "MAC", "TWN"), "CHN"),
    **dict.fromkeys(("PRI", "GUM"), "USA"),
    **dict.fromkeys(("REU", "GLP", "MTQ", "GUF", "NCL", "PYF"), "FRA"),
    **dict.fromkeys(("FRO", "GRL"), "DNK"),
    "ALA": "FIN",
    "PSE": "ISR",
    "XKX": "SRB",
}
"""Places that addresses give under either of two names; for comparing texts, and no word on their status."""

LONGEST = 5

_BEFORE_A_NAME = frozenset({"of", "and", "in", "for", "south", "north", "east", "west", "central"})
"""Before a country, these make it a part of a name: the University of South China."""


_FORMER_NAMES = {
    "CSK": "ceskoslovensko|cssr|tschechoslowakei",
    "DDR": "gdr|east germany|deutsche demokratische republik|ddr",
    "SUN": "ussr|u s s r|soviet union|ссср|советский союз|sowjetunion|udssr|urss",  # noqa: RUF001 - Cyrillic
    "YUG": "jugoslavija|југославија|sfr yugoslavia|sfrj|jugoslawien",
}
"""What former States are called beside their names; registers know the seats of today."""

_TODAY = {it.alpha3: present_successors(it.alpha3) or (it.alpha3,) for it in countries()}


def today(code: str) -> tuple[str, ...]:
    """Give the States that lie today where this one lies or lay."""
    return _TODAY.get(code, (code,))


def _table() -> dict[tuple[str, ...], frozenset[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for country in countries():
        found.setdefault(tuple(tokens(fold(country.name))), set()).update(today(country.alpha3))
    for code, names in (*_OTHER_NAMES.items(), *_FORMER_NAMES.items()):
        for name in names.split("|"):
            found.setdefault(tuple(tokens(fold(name))), set()).update(today(code))
    for code, names in _REGIONS.items():
        for name in names.split():
            found.setdefault(tuple(name.split("_")), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items() if name}


COUNTRY_NAMES = _table()
"""From the tokens of a name of a country, or of a state or province, to the countries that it may mean."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Countries that a text states, and all that it mentions."""

    stated: frozenset[str]
    mentioned: frozenset[str]


def whereabouts(parts: Sequence[Sequence[str]], raw_parts: Sequence[str]) -> Whereabouts:
    """Find countries in the parts of a text (`raw_parts` as written, for abbreviations)."""
    stated: set[str] = set()
    mentioned: set[str] = set()
    for number, part in enumerate(parts):
        start = 0
        while start < len(part):
            end, codes = _longest(part, start)
            mentioned |= codes
            if codes and end == len(part) and _states(part, start, first=number == 0, alone=len(parts) == 1):
                stated |= codes
            start = end
        if number > 0 and raw_parts[number].strip() in US_STATES:
            mentioned.add("USA")
    return Whereabouts(frozenset(stated), frozenset(mentioned))


def _states(part: Sequence[str], start: int, *, first: bool, alone: bool) -> bool:
    """Say whether a country at the end of `part` tells where all of it is, and is no part of a name."""
    if start == 0:
        return not (first and alone)
    if start <= 2 and not first:
        return True
    return start >= 3 and part[start - 1] not in _BEFORE_A_NAME


def _longest(part: Sequence[str], start: int) -> tuple[int, frozenset[str]]:
    """Give the longest name of a country that starts here, and where the search goes on."""
    for end in range(min(start + LONGEST, len(part)), start, -1):
        codes = COUNTRY_NAMES.get(tuple(part[start:end]))
        if codes is not None:
            return end, codes
    return start + 1, frozenset()


def agree(one: str, other: str) -> bool:
    """Say whether two codes may be the same place in an address."""
    return one == other or KIN.get(one) == other or KIN.get(other) == one
