"""Requests that no well-meaning client sends, each with the status and the place the answer must name."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.support.machine import SAMPLE

EVALUATIONS = "/v1/evaluations"
RESOLVE = "/v1/legal-basis:resolve"
INSTRUMENTS = "/v1/instruments"
STATISTICS = "/v1/statistics/evaluations"

CASE: dict[str, Any] = {
    "award_country": "ALB",
    "recognition_country": "NOR",
    "decision_date": "2010-03-01",
    "qualification_type": "degree",
    "award_date": "2009-06-30",
    "purpose": "further study",
}
JSON = {"Content-Type": "application/json"}
KEY = {"Idempotency-Key": "bad-input-0123456789"}
NOTHING = object()


@dataclass(frozen=True, slots=True)
class Bad:
    """One request: what is wrong with it, and `place`, the JSON pointer or parameter the answer names."""

    name: str
    method: str
    path: str
    status: int
    place: str | None = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def _changed(whole: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """Give `whole` with the value at `pointer` replaced, or taken away for NOTHING."""
    copy: dict[str, Any] = deepcopy(whole)
    *steps, last = pointer.strip("/").split("/")
    inner: Any = copy
    for step in steps:
        inner = inner[step]
    if value is NOTHING:
        del inner[last]
    else:
        inner[last] = value
    return copy


def _evaluation(name: str, pointer: str, value: Any, *, status: int = 422, place: str | None = None) -> Bad:
    body = json.dumps(_changed(SAMPLE, pointer, value)).encode()
    return Bad(f"evaluation: {name}", "POST", EVALUATIONS, status, place or pointer, body, JSON | KEY)


def _case(name: str, pointer: str, value: Any, *, status: int = 422, place: str | None = None) -> Bad:
    body = json.dumps(_changed(CASE, pointer, value)).encode()
    return Bad(f"resolve: {name}", "POST", RESOLVE, status, place or pointer, body, JSON)


def _raw(name: str, path: str, body: bytes, status: int = 400, *, place: str | None = None) -> Bad:
    return Bad(f"{path}: {name}", "POST", path, status, place, body, JSON | KEY)


def _get(name: str, path: str, status: int, place: str | None = None) -> Bad:
    return Bad(f"GET: {name}", "GET", path, status, place)


_SAMPLE = json.dumps(SAMPLE).encode()
_DEEP = b'{"award":' * 200 + b"1" + b"}" * 200
_LONG = json.dumps(_changed(SAMPLE, "/award/title", "x" * 2_000_000)).encode()

VALUES = (
    _evaluation("no award", "/award", NOTHING),
    _evaluation("award is a list", "/award", []),
    _evaluation("award is null", "/award", None),
    _evaluation("no country", "/award/country", NOTHING),
    _evaluation("unknown country", "/award/country", "ZZZ"),
    _evaluation("two letters", "/award/country", "AL"),
    _evaluation("lower case", "/award/country", "alb"),
    _evaluation("country is a number", "/award/country", 8),
    _evaluation("unknown host", "/recognition_country", "QQQ"),
    _evaluation("no such day", "/award/date", "2009-02-30"),
    _evaluation("day and time", "/award/date", "2009-06-30T12:00:00"),
    _evaluation("day as a number", "/award/date", 1246320000),
    _evaluation("year ten thousand", "/award/date", "10000-01-01"),
    _evaluation("award in the future", "/award/date", "2999-01-01"),
    _evaluation("award after the decision", "/award/date", "2015-01-01"),
    _evaluation("title is empty", "/award/title", ""),
    _evaluation("title too long", "/award/title", "x" * 5_000),
    _evaluation("title with NUL", "/award/title", "Bache\x00lor", status=400),
    _evaluation("title with half a surrogate pair", "/award/title", "\ud800", status=400),
    _evaluation("title is an object", "/award/title", {"en": "Bachelor"}),
    _evaluation("unknown level", "/award/level", "wizard"),
    _evaluation("unknown type", "/award/qualification_type", "medal"),
    _evaluation("unknown documents", "/award/documents", "some"),
    _evaluation("yes is no truth value", "/award/verified_with_issuer", "yes"),
    _evaluation("one is no truth value", "/award/verified_with_issuer", 1),
    _evaluation("unknown field", "/award/colour", "blue"),
    _evaluation("unknown field at the top", "/applicant_name", "A. Person"),
    _evaluation("partners as text", "/award/joint_partners", "NOR"),
    _evaluation(
        "an unknown partner", "/award/joint_partners", ["NOR", "ZZZ"], place="/award/joint_partners/1"
    ),
    _evaluation("too many partners", "/award/joint_partners", ["NOR"] * 21),
    _evaluation("unknown purpose", "/purpose", "holiday"),
    _evaluation("no purpose", "/purpose", NOTHING),
    _evaluation("unknown status", "/holder", {"status": "wizard"}, place="/holder/status"),
    _evaluation("a name of the holder", "/holder", {"name": "A. Person"}, place="/holder/name"),
    _evaluation("assessment is text", "/assessment", "closed"),
    _evaluation("differences are one", "/assessment/substantial_differences", {}),
    _evaluation(
        "a difference without its weight",
        "/assessment/substantial_differences",
        [{"aspect": "workload", "shown_by_authority": True}],
        place="/assessment/substantial_differences/0/grave",
    ),
    _evaluation(
        "fraud without evidence", "/assessment/fraud", {"evidence": ""}, place="/assessment/fraud/evidence"
    ),
    _case("unknown country", "/award_country", "ZZZ"),
    _case("no host", "/recognition_country", NOTHING),
    _case("no such day", "/decision_date", "2010-13-01"),
    _case("day is a truth value", "/decision_date", True),
    _case("huge number", "/decision_date", 10**30, status=400),
    _case("unknown type", "/qualification_type", "medal"),
    _case("unknown field", "/legal_date", "2010-03-01"),
    _case("award in the future", "/award_date", "2999-01-01"),
    _case("award after the decision", "/award_date", "2010-03-02"),
    _case("purpose is a list", "/purpose", ["further study"]),
    _case("refugee is text", "/refugee", "no"),
)

BODIES = (
    _raw("empty", EVALUATIONS, b"", 422, place=""),
    _raw("cut short", EVALUATIONS, _SAMPLE[:-10]),
    _raw("a list", EVALUATIONS, b"[]", 422, place=""),
    _raw("a number", RESOLVE, b"42", 422, place=""),
    _raw("null", RESOLVE, b"null", 422, place=""),
    _raw("the same key twice", EVALUATIONS, b'{"purpose": "x", "purpose": "y"}', place="/purpose"),
    _raw("the same key twice, deep", RESOLVE, b'{"a": [{"b": 1, "b": 2}]}', place="/a/0/b"),
    _raw("not UTF-8", EVALUATIONS, b'{"purpose": "\xff\xfe"}'),
    _raw("UTF-16", RESOLVE, json.dumps(CASE).encode("utf-16")),
    _raw("not a number", RESOLVE, b'{"award_country": NaN}'),
    _raw("infinity", RESOLVE, b'{"award_country": Infinity}'),
    _raw("a number without end", RESOLVE, b'{"award_country": ' + b"9" * 10_000 + b"}"),
    _raw("a comment", RESOLVE, b'{/* */ "award_country": "ALB"}'),
    _raw("two values", RESOLVE, b"{} {}"),
    _raw("nested two hundred deep", EVALUATIONS, _DEEP),
    _raw("two megabytes", EVALUATIONS, _LONG, 413),
    Bad("a form", "POST", EVALUATIONS, 415, None, b"purpose=x", {"Content-Type": "text/plain"} | KEY),
    Bad("XML", "POST", RESOLVE, 415, None, b"<case/>", {"Content-Type": "application/xml"}),
    Bad("no media type", "POST", RESOLVE, 415, None, b"{}", {"Content-Type": ""}),
)

HEADERS = (
    Bad("no key", "POST", EVALUATIONS, 400, "Idempotency-Key", _SAMPLE, JSON),
    Bad("empty key", "POST", EVALUATIONS, 400, "Idempotency-Key", _SAMPLE, JSON | {"Idempotency-Key": ""}),
    Bad(
        "long key",
        "POST",
        EVALUATIONS,
        400,
        "Idempotency-Key",
        _SAMPLE,
        JSON | {"Idempotency-Key": "k" * 300},
    ),
    Bad(
        "odd key", "POST", EVALUATIONS, 400, "Idempotency-Key", _SAMPLE, JSON | {"Idempotency-Key": "a b\tc"}
    ),
)

READING = (
    _get("no such path", "/v1/nothing", 404),
    _get("no such instrument", f"{INSTRUMENTS}/atlantis_1900", 404),
    _get("no such evaluation", f"{EVALUATIONS}/01890000-0000-7000-8000-000000000000", 404),
    _get("an evaluation's id of another form", f"{EVALUATIONS}/42", 422, "evaluation_id"),
    _get("a bad day", f"{INSTRUMENTS}/lrc_1997/parties?on=yesterday", 422, "on"),
    _get("a bad known day", f"{INSTRUMENTS}/lrc_1997/parties?known=2020-99-01", 422, "known"),
    _get("a bad cursor", f"{INSTRUMENTS}?cursor=%00%ff", 400, "cursor"),
    _get("a page of none", f"{INSTRUMENTS}?limit=0", 422, "limit"),
    _get("a page too long", f"{INSTRUMENTS}?limit=1000000", 422, "limit"),
    _get("a limit in words", f"{INSTRUMENTS}?limit=ten", 422, "limit"),
    _get("no dimension", STATISTICS, 422, "group_by"),
    _get("an unknown dimension", f"{STATISTICS}?group_by=colour", 422, "group_by.0"),
    _get("SQL for a dimension", f"{STATISTICS}?group_by=outcome%27%3B--", 422, "group_by.0"),
    Bad("GET where POST is due", "GET", RESOLVE, 405),
    Bad("DELETE", "DELETE", INSTRUMENTS, 405),
    Bad("PUT", "PUT", EVALUATIONS, 405),
)

ALL = (*VALUES, *BODIES, *HEADERS, *READING)
