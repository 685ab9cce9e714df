"""Trusted lists as XML (ETSI TS 119 612), read after their signature was verified."""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from services.credentials.domain.verification.trusted_lists import (
    Criteria,
    Pointer,
    Qualification,
    Quantifier,
    Service,
    Status,
    TrustedList,
)

TSL = "{http://uri.etsi.org/02231/v2#}"
TYPES = "{http://uri.etsi.org/02231/v2/additionaltypes#}"
QUALIFICATIONS = "{http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
MOST_SERVICES = 20_000
DEEPEST_CRITERIA = 8


class UnreadableList(ValueError):
    """The document is no trusted list that can be used; the message says why."""


def read_list(root: etree._Element, digest: str) -> TrustedList:
    """Read a list from its signed element. Raises UnreadableList."""
    try:
        return _list(root, digest)
    except (ValueError, TypeError, binascii.Error) as error:
        raise UnreadableList(f"the list cannot be read: {error}") from None


def _list(root: etree._Element, digest: str) -> TrustedList:
    if root.tag != f"{TSL}TrustServiceStatusList":
        raise UnreadableList("the signed document is not a trusted list")
    scheme = _one(root, "SchemeInformation")
    next_update = scheme.find(f"{TSL}NextUpdate/{TSL}dateTime")
    services = tuple(_services(root))
    if len(services) > MOST_SERVICES:
        raise UnreadableList(f"more than {MOST_SERVICES} services")
    return TrustedList(
        digest=digest,
        territory=_text(scheme, "SchemeTerritory"),
        list_type=_text(scheme, "TSLType"),
        sequence=int(_text(scheme, "TSLSequenceNumber")),
        issued=_moment(_text(scheme, "ListIssueDateTime")),
        next_update=None if next_update is None else _moment(next_update.text),
        services=services,
        pointers=tuple(_pointers(scheme)),
    )


def _pointers(scheme: etree._Element) -> Iterator[Pointer]:
    for pointer in scheme.iterfind(f"{TSL}PointersToOtherTSL/{TSL}OtherTSLPointer"):
        about = f"{TSL}AdditionalInformation/{TSL}OtherInformation/"
        yield Pointer(
            territory=pointer.findtext(f"{about}{TSL}SchemeTerritory", ""),
            list_type=pointer.findtext(f"{about}{TSL}TSLType", ""),
            mime_type=pointer.findtext(f"{about}{TYPES}MimeType", ""),
            signers=tuple(_certificates(pointer.find(f"{TSL}ServiceDigitalIdentities"))),
        )


def _services(root: etree._Element) -> Iterator[Service]:
    providers = f"{TSL}TrustServiceProviderList/{TSL}TrustServiceProvider"
    for provider in root.iterfind(providers):
        name = _english(provider.find(f"{TSL}TSPInformation/{TSL}TSPName"))
        for service in provider.iterfind(f"{TSL}TSPServices/{TSL}TSPService"):
            information = _one(service, "ServiceInformation")
            earlier = service.iterfind(f"{TSL}ServiceHistory/{TSL}ServiceHistoryInstance")
            kind = _text(information, "ServiceTypeIdentifier")
            yield Service(
                type=kind,
                name=_english(information.find(f"{TSL}ServiceName")),
                provider=name,
                identities=tuple(_certificates(information.find(f"{TSL}ServiceDigitalIdentity"))),
                history=tuple(_status(it, kind) for it in (information, *earlier)),
            )


def _status(information: etree._Element, kind: str) -> Status:
    purposes: set[str] = set()
    qualifications: list[Qualification] = []
    unread = _text(information, "ServiceTypeIdentifier") != kind
    for extension in information.iterfind(f"{TSL}ServiceInformationExtensions/{TSL}Extension"):
        for content in extension.iterchildren("{*}*"):
            match content.tag:
                case t if t == f"{TSL}AdditionalServiceInformation":
                    purposes.add(_text(content, "URI"))
                case t if t == f"{QUALIFICATIONS}Qualifications":
                    qualifications += [_qualification(it) for it in content.iterchildren()]
                case t if t in (f"{TSL}ExpiredCertsRevocationInfo", f"{TSL}TakenOverBy"):
                    pass  # says where to ask, not what counts
                case _:
                    unread |= extension.get("Critical") in ("true", "1")
    return Status(
        since=_moment(_text(information, "StatusStartingTime")),
        status=_text(information, "ServiceStatus").rstrip("/"),
        purposes=frozenset(purposes),
        qualifications=tuple(qualifications),
        unread=unread,
    )


def _qualification(element: etree._Element) -> Qualification:
    named = element.iterfind(f"{QUALIFICATIONS}Qualifiers/{QUALIFICATIONS}Qualifier")
    criteria = element.find(f"{QUALIFICATIONS}CriteriaList")
    if criteria is None:
        raise UnreadableList("a qualification without criteria")
    return Qualification(frozenset(it.get("uri", "") for it in named), _criteria(criteria, 0))


def _criteria(element: etree._Element, depth: int) -> Criteria:
    if depth > DEEPEST_CRITERIA:
        raise UnreadableList("criteria within criteria, too deep")
    policies, usages, nested, unread = [], [], [], False
    for child in element.iterchildren("{*}*"):
        match child.tag:
            case t if t == f"{QUALIFICATIONS}PolicySet":
                policies.append(frozenset(_policy(it) for it in child.iter(f"{XADES}Identifier")))
            case t if t == f"{QUALIFICATIONS}KeyUsage":
                usages.append(frozenset(_usage(it) for it in child.iterchildren("{*}*")))
            case t if t == f"{QUALIFICATIONS}CriteriaList":
                nested.append(_criteria(child, depth + 1))
            case t if t == f"{QUALIFICATIONS}Description":
                pass
            case _:
                unread = True
    quantifier = Quantifier(element.get("assert", ""))
    return Criteria(quantifier, tuple(policies), tuple(usages), tuple(nested), unread)


def _policy(element: etree._Element) -> str:
    return _content(element).removeprefix("urn:oid:")


def _usage(element: etree._Element) -> tuple[str, bool]:
    return element.get("name", ""), _content(element) in ("true", "1")


def _certificates(identities: etree._Element | None) -> Iterator[bytes]:
    if identities is not None:
        for element in identities.iter(f"{TSL}X509Certificate"):
            yield base64.b64decode(_content(element))


def _english(names: etree._Element | None) -> str:
    """Choose the English name, which every list must give (TS 119 612, 5.1.4)."""
    if names is None:
        return ""
    found = {it.get("{http://www.w3.org/XML/1998/namespace}lang"): _content(it) for it in names}
    return found.get("en") or next(iter(found.values()), "")


def _one(parent: etree._Element, name: str) -> etree._Element:
    found = parent.find(f"{TSL}{name}")
    if found is None:
        raise UnreadableList(f"{name} is missing")
    return found


def _text(parent: etree._Element, name: str) -> str:
    return _content(_one(parent, name))


def _content(element: etree._Element) -> str:
    return (element.text or "").strip()


def _moment(text: str | None) -> datetime:
    moment = datetime.fromisoformat((text or "").strip())
    if moment.tzinfo is None:
        raise UnreadableList("a time without a zone")
    return moment
