"""Countries by ISO 3166-1 alpha-3 code, with the history that old diplomas carry.

A degree "from Yugoslavia" is real, so former States stay valid codes with the days they lived and
with their successors. The user-assigned block XAA-XZZ of ISO 3166-1 is accepted: Kosovo's customary
XKX, and the hypothetical States XAA-XAD of worked scenarios.
"""

from dataclasses import dataclass
from datetime import date

from shared.kernel.errors import DomainError
from shared.kernel.intervals import UNBOUNDED, UNKNOWN, Interval
from shared.kernel.iso3166 import COUNTRIES


class UnknownCountry(DomainError):
    """The code is not, and never was, an ISO 3166-1 alpha-3 code that Symbolon knows."""

    code = "unknown_country"
    title = "Unknown country"


_ALWAYS = Interval(UNBOUNDED)


@dataclass(frozen=True, slots=True)
class Country:
    """A State or territory; `valid` says when its code stood for an existing country."""

    alpha3: str
    name: str
    valid: Interval = _ALWAYS
    successors: tuple[str, ...] = ()
    alpha2: str | None = None


def _former(code: tuple[str, str], name: str, born: date, died: date, successors: str) -> Country:
    alpha3, alpha2 = code
    return Country(alpha3, name, Interval(born, died), tuple(successors.split()), alpha2)


# Sources: ISO 3166-3 (formerly used codes); days of statehood from the depositary notes on succession.
# Serbia continued Serbia and Montenegro; the Russian Federation continued the Soviet Union.
_FORMER = (
    _former(("CSK", "CS"), "Czechoslovakia", date(1918, 10, 28), date(1993, 1, 1), "CZE SVK"),
    _former(("DDR", "DD"), "German Democratic Republic", date(1949, 10, 7), date(1990, 10, 3), "DEU"),
    _former(("SCG", "CS"), "Serbia and Montenegro", date(2003, 2, 4), date(2006, 6, 3), "SRB MNE"),
    _former(
        ("SUN", "SU"),
        "Union of Soviet Socialist Republics",
        date(1922, 12, 30),
        date(1991, 12, 26),
        "RUS ARM AZE BLR EST GEO KAZ KGZ LTU LVA MDA TJK TKM UKR UZB",
    ),
    _former(("YUG", "YU"), "Yugoslavia", date(1918, 12, 1), date(2003, 2, 4), "BIH HRV MKD SVN SCG"),
)

_USER_ASSIGNED = (
    Country("XKX", "Kosovo", Interval(UNKNOWN)),
    *(Country(f"XA{letter}", f"Hypothetical State {letter}") for letter in "ABCD"),
)

_BY_CODE = {
    country.alpha3: country
    for country in (
        *(Country(alpha3, name, alpha2=alpha2) for alpha3, alpha2, name in COUNTRIES),
        *_FORMER,
        *_USER_ASSIGNED,
    )
}


def country(code: str) -> Country:
    """Look a country up by its alpha-3 code. Raises UnknownCountry."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise UnknownCountry(f"{code!r} is not an ISO 3166-1 alpha-3 code") from None


def is_country(code: str) -> bool:
    """Say whether `code` is known, present or former."""
    return code in _BY_CODE


def countries() -> tuple[Country, ...]:
    """List every country known, present and former."""
    return tuple(_BY_CODE.values())
