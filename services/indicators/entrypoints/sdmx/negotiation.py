"""Which form an answer takes: media types with versions, as SDMX-REST names them (RFC 9110, 12.5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.http.problems import Problem

_BASE = "application/vnd.sdmx."


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its name here, its media type in answers, and other types that it answers to."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()

    def answers(self, media_type: str, version: str | None) -> bool:
        """Say whether a media range of `Accept` takes this form; without version the newest is meant."""
        own, _, own_version = self.media_type.partition(";version=")
        if media_type in self.also or media_type in {"*/*", "application/*"}:
            return True
        return media_type == own and version in {None, own_version, own_version.removesuffix(".0")}


DATA_2_1 = (
    Form("xml-2.1", f"{_BASE}structurespecificdata+xml;version=2.1", ("application/xml", "text/xml")),
    Form("json-2.0", f"{_BASE}data+json;version=2.0.0", ("application/json",)),
    Form("csv-1.0", f"{_BASE}data+csv;version=1.0.0", ("text/csv",)),
    Form("csv-2.0", f"{_BASE}data+csv;version=2.0.0"),
    Form("xml-3.0", f"{_BASE}data+xml;version=3.0.0"),
)
DATA_3_0 = (
    Form("xml-3.0", f"{_BASE}data+xml;version=3.0.0", ("application/xml", "text/xml")),
    Form("json-2.0", f"{_BASE}data+json;version=2.0.0", ("application/json",)),
    Form("csv-2.0", f"{_BASE}data+csv;version=2.0.0", ("text/csv",)),
    Form("csv-1.0", f"{_BASE}data+csv;version=1.0.0"),
    Form("xml-2.1", f"{_BASE}structurespecificdata+xml;version=2.1"),
)
STRUCTURE_2_1 = (
    Form("xml-2.1", f"{_BASE}structure+xml;version=2.1", ("application/xml", "text/xml")),
    Form("json-2.0", f"{_BASE}structure+json;version=2.0.0", ("application/json",)),
    Form("xml-3.0", f"{_BASE}structure+xml;version=3.0.0"),
)
STRUCTURE_3_0 = (
    Form("xml-3.0", f"{_BASE}structure+xml;version=3.0.0", ("application/xml", "text/xml")),
    Form("json-2.0", f"{_BASE}structure+json;version=2.0.0", ("application/json",)),
    Form("xml-2.1", f"{_BASE}structure+xml;version=2.1"),
)


def choose(accept: str | None, forms: Sequence[Form]) -> Form:
    """Take the form that the client wants most; without `Accept` the first. Raises Problem 406."""
    if accept is None or not accept.strip():
        return forms[0]
    ranges = sorted((_range(it) for it in accept.split(",")), key=lambda it: -it[2])
    for media_type, version, quality in ranges:
        if quality <= 0:
            continue
        for form in forms:
            if form.answers(media_type, version):
                return form
    offered = ", ".join(form.media_type for form in forms)
    raise Problem(406, "not_acceptable", "No form of the answer is acceptable", f"there are: {offered}")


def _range(text: str) -> tuple[str, str | None, float]:
    media_type, *parameters = (part.strip() for part in text.split(";"))
    named = dict(it.partition("=")[::2] for it in parameters)
    try:
        quality = float(named.get("q", "1"))
    except ValueError:
        quality = 0.0
    return media_type.lower(), named.get("version"), quality
