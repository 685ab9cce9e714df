"""Identifiers of institutions: the schemes in use, each in one written form."""

import re
from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.errors import DomainError


class Scheme(StrEnum):
    """Who gives the identifier; the order is that of preference for naming an institution."""

    ROR = "ror"
    DEQAR = "deqar"
    ETER = "eter"
    WHED = "whed"
    ERASMUS = "erasmus"
    PIC = "pic"
    EIDAS = "eidas"
    GRID = "grid"
    ISNI = "isni"
    WIKIDATA = "wikidata"
    SCHAC = "schac"
    VAT = "vat"
    DID = "did"
    NATIONAL = "national"
    LOCAL = "local"


IDENTIFYING = frozenset(
    (
        Scheme.ROR,
        Scheme.DEQAR,
        Scheme.ETER,
        Scheme.WHED,
        Scheme.ERASMUS,
        Scheme.PIC,
        Scheme.EIDAS,
        Scheme.LOCAL,
    )
)
"""Schemes whose identifiers stand for one institution; records that share one speak of the same.

GRID, ISNI, Wikidata and domains are shared by parts and by wrong entries too often to join on.
"""

MAX_LENGTH = 200

_FORMS: dict[Scheme, re.Pattern[str]] = {
    Scheme.ROR: re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}"),
    Scheme.DEQAR: re.compile(r"DEQARINST[A-Z]{0,2}\d{1,8}"),
    Scheme.ETER: re.compile(r"[A-Z]{2}\d{4}"),
    Scheme.WHED: re.compile(r"IAU-\d{6}"),
    Scheme.ERASMUS: re.compile(r"[A-Z]{1,3} [A-Z0-9-]{3,12}"),
    Scheme.PIC: re.compile(r"\d{9}"),
    Scheme.GRID: re.compile(r"grid\.\d{1,8}\.[0-9a-f]{1,4}"),
    Scheme.ISNI: re.compile(r"\d{15}[\dX]"),
    Scheme.WIKIDATA: re.compile(r"Q\d{1,12}"),
    Scheme.SCHAC: re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+"),
    Scheme.DID: re.compile(r"did:[a-z0-9]+:\S+"),
}
_PREFIXES = {
    Scheme.ROR: re.compile(r"^(https?://)?(www\.)?ror\.org/"),
    Scheme.WIKIDATA: re.compile(r"^https?://www\.wikidata\.org/(wiki|entity)/"),
    Scheme.SCHAC: re.compile(r"^urn:schac:[a-z:]*:"),
}


class MalformedIdentifier(DomainError):
    """The text is not an identifier of the scheme that it claims."""

    code = "malformed_identifier"
    title = "Not an identifier of this scheme"


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One identifier in its scheme's canonical form; written ``scheme:value``. Make it with `identifier`."""

    scheme: Scheme
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


def identifier(scheme: Scheme, text: str) -> Identifier:
    """Bring `text` into the form of `scheme`. Raises MalformedIdentifier."""
    value = " ".join(text.split())
    if scheme in _PREFIXES:
        value = _PREFIXES[scheme].sub("", value)
    if scheme is Scheme.ISNI:
        value = value.replace(" ", "")
    form = _FORMS.get(scheme)
    if not value or len(value) > MAX_LENGTH or (form is not None and not form.fullmatch(value)):
        raise MalformedIdentifier(f"{text[:60]!r} is not an identifier of the scheme {scheme}")
    return Identifier(scheme, value)


def parse_identifier(text: str) -> Identifier:
    """Read ``scheme:value``, or the address of a ROR record. Raises MalformedIdentifier."""
    if _PREFIXES[Scheme.ROR].match(text):
        return identifier(Scheme.ROR, text)
    scheme, colon, value = text.partition(":")
    if not colon or scheme not in Scheme._value2member_map_:
        known = ", ".join(Scheme)
        raise MalformedIdentifier(f"{text[:60]!r} does not start with one of the schemes {known}")
    return identifier(Scheme(scheme), value)
