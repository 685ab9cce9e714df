"""Statements and status lists as W3C Verifiable Credentials 2.0: the content that is signed."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from uuid import UUID

from services.credentials.domain.evaluation.facts import Difference, FraudFinding
from services.credentials.domain.evaluation.recommendation import Ground, ScopeFinding
from services.credentials.domain.statements.statement import Carrying, Statement
from services.credentials.domain.statements.status_list import encode
from shared.kernel.canonical import Json

CONTEXT = "https://www.w3.org/ns/credentials/v2"
TERMS = "urn:symbolon:recognition-statement:1:"
"""What the members of a statement that W3C does not define are called in JSON-LD."""

TYPES = {"@vocab": TERMS, **{it: TERMS + it for it in ("RecognitionStatement", "RecognitionDecision")}}
"""The types by name as well: not every reader knows `@vocab`."""

FORMAT = "recognition-statement/1"
LIST_STANDS = timedelta(minutes=5)
"""How long one signed status list is given out before the next."""
LIST_VALID = timedelta(days=1)
"""For how long a reader without a connection may rely on a list."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the authority's status lists a statement has its bit."""

    list: int
    index: int


@dataclass(frozen=True, slots=True)
class Issuer:
    """The authority as a URL: its keys stand there, and its status lists below it."""

    url: str
    public_url: str

    @classmethod
    def of(cls, public_url: str, tenant: str) -> "Issuer":
        """Name the issuer of a tenant's statements."""
        return cls(f"{public_url.rstrip('/')}/v1/issuers/{tenant}", public_url.rstrip("/"))

    def status_list(self, number: int) -> str:
        """Give the address of one of its status lists."""
        return f"{self.url}/status-lists/{number}"

    def key(self, name: str) -> str:
        """Give the address of one of its keys."""
        return f"{self.url}#{name}"


def credential(it: Statement, issuer: Issuer, place: Place) -> dict[str, Json]:
    """Write a statement without a word about who holds it."""
    entry = issuer.status_list(place.list)
    return {
        "@context": [CONTEXT, TYPES],
        "id": _urn(it.id),
        "type": ["VerifiableCredential", "RecognitionStatement"],
        "issuer": {"id": issuer.url, "name": it.stated.authority.name},
        "validFrom": _moment(it.at),
        "credentialStatus": {
            "id": f"{entry}#{place.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place.index),
            "statusListCredential": entry,
        },
        "credentialSubject": _known(_subject(it, issuer)),
    }


def held_by(content: dict[str, Json], name: str | None) -> dict[str, Json]:
    """Name the holder in a statement's content; None leaves it as it is."""
    subject = content["credentialSubject"]
    if name is None or not isinstance(subject, dict):
        return content
    return {**content, "credentialSubject": {**subject, "holder": {"name": name}}}


def status_list(withdrawn: list[int], issuer: Issuer, number: int, now: datetime) -> dict[str, Json]:
    """Write a status list as it stands; within `LIST_STANDS` equal lists are equal to the byte."""
    since = datetime.fromtimestamp(
        now.timestamp() // LIST_STANDS.total_seconds() * LIST_STANDS.total_seconds(), UTC
    )
    address = issuer.status_list(number)
    return {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.url,
        "validFrom": _moment(since),
        "validUntil": _moment(since + LIST_VALID),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(withdrawn),
            "ttl": int(LIST_STANDS.total_seconds() * 1000),
        },
    }


def _subject(it: Statement, issuer: Issuer) -> dict[str, Json]:
    stated, decision = it.stated, it.decision
    return {
        "type": "RecognitionDecision",
        "format": FORMAT,
        "application": _urn(it.application_id),
        "decision": _urn(decision.decision_id),
        "decidedAt": _moment(decision.at),
        "outcome": decision.outcome.value,
        "legalForce": stated.legal_force.value,
        "competentAuthority": {**_plain(stated.authority), "country": it.profile.recognition_country},
        "purpose": it.purpose.value,
        "qualification": _qualification(it),
        "comparable": _plain(stated.comparable) if stated.comparable else None,
        "rights": [_plain(one) for one in stated.rights],
        "reasons": _reasons(it, issuer),
        "grounds": _grounds(it),
        "considered": [_plain(one) for one in stated.considered],
        "conditions": [_plain(one) for one in stated.conditions],
        "measures": list(stated.measures),
        "provisions": _provisions(it.carrying, issuer),
        "appeal": _plain(stated.appeal) if stated.appeal else None,
        "warnings": [_plain(one) for one in it.carrying.caveats] if it.carrying else [],
        "replay": _replay(it.carrying),
    }


def _qualification(it: Statement) -> dict[str, Json]:
    if it.carrying is None:
        profile = it.profile
        return _known(
            {
                "country": profile.qualification_country,
                "kind": profile.qualification_type,
                "level": profile.level,
            }
        )
    award = it.carrying.application.award
    return _known(
        {
            "country": award.country,
            "institution": award.institution,
            "title": award.title,
            "kind": award.qualification_type.value,
            "awarded": award.date.isoformat(),
            "level": award.level,
        }
    )


def _reasons(it: Statement, issuer: Issuer) -> list[Json]:
    release = it.carrying.replay.release if it.carrying else None
    return [
        _known(
            {
                "code": reason.code,
                "text": reason.text,
                "instrument": reason.instrument,
                "article": reason.article,
                "provisionText": _text_of(issuer, reason.instrument),
                "release": release if reason.instrument else None,
            }
        )
        for reason in it.reasons
    ]


def _grounds(it: Statement) -> list[Json]:
    if it.carrying is None or not it.reasons:
        return []
    return [_ground(one) for one in it.carrying.recommendation.grounds]


def _ground(ground: Ground) -> Json:
    match ground:
        case Difference():
            shown = {"aspect": ground.aspect, "evidence": ground.evidence, "leaves": ground.leaves.value}
            return {"kind": "substantial_difference", **shown}
        case FraudFinding():
            return {"kind": "fraud", "evidence": ground.evidence}
        case ScopeFinding():
            return {"kind": "scope", "code": ground.code, "evidence": ground.text}


def _provisions(carrying: Carrying | None, issuer: Issuer) -> list[Json]:
    if carrying is None:
        return []
    return [
        {
            "about": one.slot,
            "act": one.act,
            "modality": one.modality,
            "on": one.on,
            "text": one.text,
            "instrument": one.instrument,
            "articles": list(one.articles),
            "rule": one.rule,
            "provisionText": _text_of(issuer, one.instrument),
        }
        for one in carrying.provisions
    ]


def _replay(carrying: Carrying | None) -> dict[str, Json] | None:
    if carrying is None:
        return None
    replay = carrying.replay
    return _known(
        {
            "evaluation": _urn(carrying.evaluation_id),
            "recommended": carrying.recommendation.outcome.value,
            "facts": replay.facts_hash,
            "referenceData": replay.reference_data,
            "release": replay.release,
            "knowledgeDate": replay.knowledge_date,
            "trace": replay.trace_hash,
            "ruling": replay.ruling,
        }
    )


def _text_of(issuer: Issuer, instrument: str | None) -> str | None:
    return f"{issuer.public_url}/v1/instruments/{instrument}/provisions" if instrument else None


def _plain(value: object) -> dict[str, Json]:
    """Write a flat value object; what is not known is left out."""
    members: dict[str, object] = asdict(value)  # type: ignore[call-overload]
    return _known({name: _scalar(member) for name, member in members.items()})


def _scalar(value: object) -> Json:
    match value:
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case None | bool() | int() | str():
            return value
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a statement")


def _known(members: dict[str, Json]) -> dict[str, Json]:
    return {name: member for name, member in members.items() if member is not None}


def _urn(number: UUID) -> str:
    return f"urn:uuid:{number}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
