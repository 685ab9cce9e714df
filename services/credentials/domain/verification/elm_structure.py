"""What a European Digital Credential (ELM 3) must hold.

The members that the SHACL shape "EDC generic, no controlled vocabularies" 1.1.0 of the European Commission
demands (`sh:minCount`, `sh:maxCount`, `edc:IssuerNodeShape`), by the class of the node. The shape's classes,
datatypes and code lists are not checked. (A SHACL engine would check them, at the price that ADR 29 gives.)
"""

from collections.abc import Iterator, Mapping
from typing import Any

from services.credentials.domain.verification.checks import Check, CheckName, failed, passed

MOST_REPORTED = 20

ONE, SOME = 1, None
_AWARDED = {"title": SOME, "awardedBy": ONE}
_TITLED: dict[str, int | None] = {"title": SOME}

REQUIRED: Mapping[str, Mapping[str, int | None]] = {
    "EuropeanDigitalCredential": {
        "credentialProfiles": SOME,
        "displayParameter": ONE,
        "issuer": ONE,
        "credentialSubject": ONE,
        "issued": ONE,
        "validFrom": ONE,
        "credentialSchema": SOME,
    },
    "Accreditation": {"dcType": ONE, "title": SOME, "accreditingAgent": ONE},
    "Address": {"countryCode": ONE},
    "Amount": {"unit": ONE, "value": ONE},
    "AwardingOpportunity": {"awardingBody": SOME},
    "AwardingProcess": {"awardingBody": SOME},
    "Claim": _AWARDED,
    "CreditPoint": {"framework": ONE, "point": ONE},
    "DisplayDetail": {"image": ONE, "page": ONE},
    "DisplayParameter": {"title": SOME, "language": SOME, "primaryLanguage": ONE, "individualDisplay": SOME},
    "GradingScheme": _TITLED,
    "Grant": _TITLED,
    "Identifier": {"notation": ONE},
    "IndividualDisplay": {"language": ONE, "displayDetail": SOME},
    "LearningAchievement": _AWARDED,
    "LearningAchievementSpecification": _TITLED,
    "LearningActivity": _AWARDED,
    "LearningActivitySpecification": _TITLED,
    "LearningAssessment": {**_AWARDED, "grade": ONE},
    "LearningAssessmentSpecification": _TITLED,
    "LearningEntitlement": _AWARDED,
    "LearningEntitlementSpecification": {"title": SOME, "dcType": ONE, "entitlementStatus": ONE},
    "LearningOpportunity": {"title": SOME, "providedBy": SOME},
    "LearningOutcome": _TITLED,
    "LegalIdentifier": {"notation": ONE, "spatial": ONE},
    "Location": {"address": SOME},
    "MediaObject": {"contentType": ONE, "contentEncoding": ONE, "content": ONE},
    "Note": {"noteLiteral": SOME},
    "Organisation": {"location": SOME, "legalName": SOME},
    "Person": {"hasClaim": SOME},
    "Qualification": _TITLED,
    "ResultCategory": {"label": ONE, "count": ONE},
    "ShortenedGrading": {"percentageLower": ONE, "percentageEqual": ONE, "percentageHigher": ONE},
    "Specification": _TITLED,
    "VerificationCheck": {"dcType": ONE, "verificationStatus": ONE, "elmSubject": ONE},
    "WebResource": {"contentURL": ONE},
}


def is_elm(credential: Any) -> bool:
    """Say whether this claims to be a European Digital Credential."""
    return isinstance(credential, dict) and "EuropeanDigitalCredential" in _list(credential.get("type"))


def eidas_identifier(credential: Mapping[str, Any]) -> str | None:
    """Give the issuer's eIDAS legal identifier, where there is exactly one."""
    issuer = credential.get("issuer")
    found = _list(issuer.get("eIDASIdentifier")) if isinstance(issuer, dict) else []
    notation = found[0].get("notation") if len(found) == 1 and isinstance(found[0], dict) else None
    return notation if isinstance(notation, str) and notation else None


def structure(credential: Mapping[str, Any]) -> list[Check]:
    """Check the members that the shape demands. A node may be spread over several places under one `id`."""
    held: dict[str, dict[str, list[Any]]] = {}
    places: dict[str, tuple[str, set[str]]] = {}
    for place, node in _nodes(credential, ""):
        name = node["id"] if isinstance(node.get("id"), str) else place
        members = held.setdefault(name, {})
        for key, value in node.items():
            members.setdefault(key, []).extend(it for it in _list(value) if it not in members.get(key, []))
        places.setdefault(name, (place, set()))[1].update(
            it for it in _list(node.get("type")) if isinstance(it, str)
        )
    issuer = credential.get("issuer")
    missing = list(_missing(held, places))
    if isinstance(issuer, dict) and len(_list(issuer.get("eIDASIdentifier"))) != 1:
        missing.append(_finding("/issuer/eIDASIdentifier", "an issuer has exactly one eIDAS identifier"))
    if not missing:
        detail = "the members that the EDC generic shape demands are there"
        return [passed(CheckName.STRUCTURE, "members_present", detail)]
    return missing[:MOST_REPORTED]


def _missing(
    held: Mapping[str, Mapping[str, list[Any]]], places: Mapping[str, tuple[str, set[str]]]
) -> Iterator[Check]:
    for name, members in held.items():
        place, types = places[name]
        for kind in sorted(types & REQUIRED.keys()):
            for member, most in REQUIRED[kind].items():
                count = len(members.get(member, []))
                if count == 0:
                    yield _finding(f"{place}/{member}", f"{kind} has no {member}")
                elif most is not None and count > most:
                    yield _finding(f"{place}/{member}", f"{kind} has more than one {member}")


def _finding(place: str, detail: str) -> Check:
    return failed(CheckName.STRUCTURE, "member_missing", f"{detail} (EDC generic shape 1.1.0)", place)


def _nodes(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if "type" in value:
            yield place, value
        for key, member in value.items():
            yield from _nodes(member, f"{place}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _nodes(member, f"{place}/{index}")


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
