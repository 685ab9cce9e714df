"""Which form an answer takes: media types with versions, as SDMX-REST names them (RFC 9110, 12.5.1)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from services.indicators.domain.sdmx.versions import version_fits
from shared.http.problems import Problem

_BASE = "application/vnd.sdmx."


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its name here, its media type in answers, and other types that it answers to."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()

    def fits(self, wanted: "Range") -> int:
        """Say how exactly a media range names this form; 0 is not at all."""
        own, _, version = self.media_type.partition(";version=")
        if wanted.media_type == own and wanted.takes(version):
            return 4 if wanted.version else 3
        if wanted.media_type in self.also:
            return 2
        main = own.partition("/")[0]
        return 1 if wanted.media_type in {"*/*", f"{main}/*"} else 0


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of `Accept`; without version any is meant, the newest first."""

    media_type: str
    version: str | None
    quality: float

    def takes(self, version: str) -> bool:
        """Say whether this version is one that the range means; it may name it by a wildcard (``2+.0.0``)."""
        return self.version in {None, version.removesuffix(".0")} or version_fits(self.version or "", version)


_XML = ("application/xml", "text/xml")
_JSON = ("application/json",)
_CSV = ("text/csv",)
DATA_2_1 = (
    Form("xml-2.1", f"{_BASE}structurespecificdata+xml;version=2.1", _XML),
    Form("json-2.0", f"{_BASE}data+json;version=2.0.0", _JSON),
    Form("csv-1.0", f"{_BASE}data+csv;version=1.0.0", _CSV),
    Form("csv-2.0", f"{_BASE}data+csv;version=2.0.0"),
    Form("xml-3.0", f"{_BASE}data+xml;version=3.0.0"),
)
DATA_3_0 = (
    Form("xml-3.0", f"{_BASE}data+xml;version=3.0.0", _XML),
    Form("json-2.0", f"{_BASE}data+json;version=2.0.0", _JSON),
    Form("csv-2.0", f"{_BASE}data+csv;version=2.0.0", _CSV),
    Form("csv-1.0", f"{_BASE}data+csv;version=1.0.0"),
    Form("xml-2.1", f"{_BASE}structurespecificdata+xml;version=2.1"),
)
STRUCTURE_2_1 = (
    Form("xml-2.1", f"{_BASE}structure+xml;version=2.1", _XML),
    Form("json-2.0", f"{_BASE}structure+json;version=2.0.0", _JSON),
    Form("xml-3.0", f"{_BASE}structure+xml;version=3.0.0"),
)
STRUCTURE_3_0 = (
    Form("xml-3.0", f"{_BASE}structure+xml;version=3.0.0", _XML),
    Form("json-2.0", f"{_BASE}structure+json;version=2.0.0", _JSON),
    Form("xml-2.1", f"{_BASE}structure+xml;version=2.1"),
)
"""By shape; the first is what clients get that want no form in particular.

The standard expects generic SDMX-ML from 2.1, which there is not, and SDMX-JSON from 3.0, where it is
SDMX-ML all the same: sdmx1 2.28 asks for no form, and reads no message of SDMX-JSON 2.0.
"""


@lru_cache(256)
def choose(accept: str | None, forms: tuple[Form, ...]) -> Form:
    """Take the form that the client wants most; without `Accept` the first. Raises Problem 406.

    For each form the range that names it most exactly counts, so that ``text/csv;q=0, */*`` refuses CSV.
    """
    if accept is None or not accept.strip():
        return forms[0]
    ranges = _ranges(accept)

    def rank(form: Form) -> tuple[float, int]:
        fitting = [(form.fits(it), it.quality, -place) for place, it in enumerate(ranges) if form.fits(it)]
        if not fitting:
            return 0.0, 0
        _, quality, place = max(fitting)
        return quality, place

    best = max(forms, key=rank)
    if rank(best)[0] > 0:
        return best
    offered = ", ".join(form.media_type for form in forms)
    raise Problem(406, "not_acceptable", "No form of the answer is acceptable", f"there are: {offered}")


def wants_sdmx(accept: str | None) -> str | None:
    """Name the form of SDMX that the client asks for by its own type: json-2.0, xml-2.1 or xml-3.0."""
    for it in sorted(_ranges(accept or ""), key=lambda it: -it.quality):
        found = _OWN.fullmatch(it.media_type)
        if found and it.quality > 0:
            version = "2.1" if it.version == "2.1" or found["kind"].startswith("structurespecific") else "3.0"
            return "json-2.0" if found["format"] == "json" else f"xml-{version}"
    return None


_OWN = re.compile(r"application/vnd\.sdmx\.(?P<kind>[a-z]+)\+(?P<format>xml|json)")
_PARAMETER = re.compile(r"""\s*;\s*([^=;\s]+)\s*=\s*("[^"]*"|[^;\s]*)""")


def _ranges(accept: str) -> list[Range]:
    return [_range(it) for it in re.findall(r'(?:[^,"]|"[^"]*")+', accept)]


def _range(text: str) -> Range:
    named = {name.lower(): value.strip('"') for name, value in _PARAMETER.findall(text)}
    try:
        quality = min(float(named.get("q", "1")), 1.0)
    except ValueError:
        quality = 0.0
    return Range(text.partition(";")[0].strip().lower(), named.get("version"), quality)
