"""Which form an answer takes: media types with versions, as SDMX-REST names them (RFC 9110, 12.5.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from services.indicators.adapters.sdmx.data.csv_cells import PLAIN, CsvOptions
from services.indicators.domain.sdmx.versions import version_fits
from shared.http.problems import Problem

_BASE = "application/vnd.sdmx."


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its name here, its media type in answers, and other types that it answers to.

    `parameters` are those that a media range may give besides the version, each with what it may say, the
    default first; `csv` is what was chosen of that.
    """

    name: str
    media_type: str
    also: tuple[str, ...] = ()
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    csv: CsvOptions = PLAIN

    def fits(self, wanted: "Range") -> int:
        """Say how exactly a media range names this form; 0 is not at all."""
        own, _, version = self.media_type.partition(";version=")
        if wanted.media_type == own and wanted.takes(version):
            return (4 if wanted.version else 3) if self._offers(wanted) else 0
        if wanted.media_type in self.also:
            return 2 if self._offers(wanted) else 0
        main = own.partition("/")[0]
        return 1 if wanted.media_type in {"*/*", f"{main}/*"} else 0

    def _offers(self, wanted: "Range") -> bool:
        """Say whether it can be as the range wants it; a form without parameters knows only defaults."""
        return all(
            value in self.parameters.get(name, _PARAMETERS[name][:1])
            for name, value in wanted.options.items()
        )

    def chosen(self, wanted: "Range") -> "Form":
        """Give the form as the range wants it, which its media type then says."""
        options = {name: it for name, it in wanted.options.items() if it != _PARAMETERS[name][0]}
        if not options or not self.parameters or not self.fits(wanted) > 1:
            return self
        shown = "".join(f";{name}={value}" for name, value in options.items())
        csv = CsvOptions(
            options.get("labels", PLAIN.labels), options.get("keys", PLAIN.keys), "timeFormat" in options
        )
        return replace(self, media_type=self.media_type + shown, csv=csv)

    @property
    def offer(self) -> str:
        """Name the media type with all that a range may say."""
        shown = "".join(f";{name}=[{'|'.join(values)}]" for name, values in self.parameters.items())
        return self.media_type + shown


_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "labels": ("id", "name", "both"),
    "timeFormat": ("original", "normalized"),
    "keys": ("none", "obs", "series", "both"),
}
"""The parameters of SDMX-CSV 2.0; 1.0 has no keys, and no names in columns of their own that can be read."""
_OF_CSV_1 = {"labels": ("id", "both"), "timeFormat": _PARAMETERS["timeFormat"]}
_SPELLINGS = {name.lower(): name for name in _PARAMETERS} | {"key": "keys"}
"""The field guide itself writes `key` in its examples."""


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of `Accept`; without version any is meant, the newest first."""

    media_type: str
    version: str | None
    quality: float
    options: Mapping[str, str]

    def takes(self, version: str) -> bool:
        """Say whether this version is one that the range means; it may name it by a wildcard (``2+.0.0``)."""
        return self.version in {None, version.removesuffix(".0")} or version_fits(self.version or "", version)


_XML = ("application/xml", "text/xml")
_JSON = ("application/json",)
_CSV = ("text/csv",)
DATA_2_1 = (
    Form("xml-2.1", f"{_BASE}structurespecificdata+xml;version=2.1", _XML),
    Form("json-2.0", f"{_BASE}data+json;version=2.0.0", _JSON),
    Form("csv-1.0", f"{_BASE}data+csv;version=1.0.0", _CSV, _OF_CSV_1),
    Form("csv-2.0", f"{_BASE}data+csv;version=2.0.0", (), _PARAMETERS),
    Form("xml-3.0", f"{_BASE}data+xml;version=3.0.0"),
)
DATA_3_0 = (
    Form("xml-3.0", f"{_BASE}data+xml;version=3.0.0", _XML),
    Form("json-2.0", f"{_BASE}data+json;version=2.0.0", _JSON),
    Form("csv-2.0", f"{_BASE}data+csv;version=2.0.0", _CSV, _PARAMETERS),
    Form("csv-1.0", f"{_BASE}data+csv;version=1.0.0", (), _OF_CSV_1),
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

    def best_range(form: Form) -> tuple[int, float, int]:
        fitting = [(form.fits(it), it.quality, -place) for place, it in enumerate(ranges)]
        return max(it if it[0] else (0, 0.0, 0) for it in fitting)

    found = {form: best_range(form)[1:] for form in forms}
    best = max(forms, key=found.__getitem__)
    quality, place = found[best]
    if quality > 0:
        return best.chosen(ranges[-place])
    offered = ", ".join(form.offer for form in forms)
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
    options = {_SPELLINGS[name]: value.lower() for name, value in named.items() if name in _SPELLINGS}
    return Range(text.partition(";")[0].strip().lower(), named.get("version"), quality, options)
