"""Whose key is it? did:key and did:jwk say it themselves; everything else needs the controller's document.

Nothing is fetched. A document that came with the request shows which key was meant, and proves nothing about
who controls the name: an applicant could have written it. The operator's own copy does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.credentials.adapters.verification.key_sets import controller_of_key_set
from services.credentials.adapters.verification.keys import PublicKey, UnreadableKey, of_jwk, of_multikey
from services.credentials.adapters.verification.multibase import NotMultibase, decode_base64url
from services.credentials.domain.verification.checks import Check, CheckName, failed, passed, unknown
from services.credentials.domain.verification.document import Evidence, Exhibit, Kind, Origin
from shared.http import strict_json

PURPOSE = "assertionMethod"
MAX_IDENTIFIER = 2_048
_DID_WEB = re.compile(r"did:web:[A-Za-z0-9._:%-]+")


class Unresolved(Exception):
    """The key cannot be had; `code` says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Method:
    """A verification method: the key, and who controls it.

    `proven` says that it is shown to be that controller's; `meant`, that it is beyond doubt the key that the
    document means, so that a signature which does not fit it shows a change.
    """

    controller: str
    key: PublicKey
    proven: bool
    meant: bool


@dataclass(frozen=True, slots=True)
class _Controlled:
    members: Mapping[str, Any]
    proven: bool


class Controllers:
    """The controller documents at hand."""

    def __init__(self, evidence: Evidence) -> None:
        self._documents: dict[str, _Controlled] = {}
        readers = {Kind.CONTROLLER_DOCUMENT: _members, Kind.JWK_SET: controller_of_key_set}
        for kind, read in readers.items():
            for exhibit in evidence.of(kind):
                members = read(exhibit)
                if members is not None:
                    stored = exhibit.origin is Origin.OPERATOR
                    self._documents.setdefault(members["id"], _Controlled(members, stored))

    def method(self, identifier: str) -> Method:
        """Give the method that a proof names, for assertions. Raises Unresolved."""
        if len(identifier) > MAX_IDENTIFIER:
            raise Unresolved(
                "method_malformed", "the verification method is longer than an identifier may be"
            )
        controller, _, fragment = identifier.partition("#")
        if controller.startswith("did:key:"):
            return _did_key(controller, fragment)
        if controller.startswith("did:jwk:"):
            return _did_jwk(controller, fragment)
        return self._listed(identifier, controller)

    def sole_method(self, controller: str) -> Method:
        """Give the only key that a controller lists, for a signature that names none. Raises Unresolved."""
        if controller.startswith(("did:key:", "did:jwk:")):
            return self.method(controller)
        document = self._documents.get(controller)
        if document is None:
            detail = "the issuer's keys were not handed in, and are not fetched"
            raise Unresolved("controller_document_missing", detail)
        keys = _keys(document.members)
        if len(keys) != 1:
            detail = "the signature names no key, and the issuer lists not exactly one"
            raise Unresolved("key_not_named", detail)
        return Method(controller, keys[0], document.proven, document.proven)

    def bound(self, method: Method, issuer: str) -> Check:
        """Say whether the key is the issuer's."""
        name = CheckName.ISSUER_BOUND
        if method.controller == issuer:
            if method.proven:
                return passed(name, "key_of_issuer", "the key is the issuer's own")
            return _unproven()
        document = self._documents.get(issuer)
        if document is None:
            detail = "the key belongs to another name than the issuer's; no document of the issuer lists it"
            return unknown(name, "issuer_key_not_shown", detail)
        if any(_same_key(method.key, it) for it in _keys(document.members)):
            if document.proven:
                return passed(name, "key_listed_by_issuer", "the issuer's controller document lists the key")
            return _unproven()
        detail = "the issuer's controller document does not list the key for assertions"
        make = failed if document.proven else unknown
        return make(name, "key_not_listed", detail)

    def _listed(self, identifier: str, controller: str) -> Method:
        document = self._documents.get(controller)
        if document is None:
            web = _DID_WEB.fullmatch(controller) or controller.startswith("https://")
            if not web:
                raise Unresolved(
                    "method_not_supported", "the verification method is of a kind that is not read"
                )
            detail = "the controller's document was not handed in, and is not fetched"
            raise Unresolved("controller_document_missing", detail)
        for entry in _assertion_methods(document.members):
            if _absolute(entry.get("id"), controller) == identifier:
                if entry.get("controller") != controller:
                    raise Unresolved("controller_differs", "the listed key names another controller")
                return Method(controller, _key(entry), document.proven, document.proven)
        raise Unresolved(
            "method_not_listed", "the controller's document does not list the key for assertions"
        )


def _unproven() -> Check:
    detail = (
        "the controller document came with the request, and does not prove whose it is; "
        "the operator may keep a copy of his own"
    )
    return unknown(CheckName.ISSUER_BOUND, "controller_document_unproven", detail)


def _members(exhibit: Exhibit) -> Mapping[str, Any] | None:
    """Read a controller document; one that is unreadable lists no key."""
    try:
        members = strict_json.parse(exhibit.content)
    except strict_json.NotStrictJson:
        return None
    if isinstance(members, dict) and isinstance(members.get("id"), str):
        return members
    return None


def _did_key(controller: str, fragment: str) -> Method:
    value = controller.removeprefix("did:key:")
    if fragment not in {value, ""}:
        raise Unresolved("method_malformed", "the fragment of a did:key is the key itself")
    return Method(controller, _taken(lambda: of_multikey(value)), proven=True, meant=True)


def _did_jwk(controller: str, fragment: str) -> Method:
    if fragment not in {"0", ""}:
        raise Unresolved("method_malformed", "a did:jwk has one key, #0")

    def key() -> PublicKey:
        members = strict_json.parse(decode_base64url(controller.removeprefix("did:jwk:")))
        if not isinstance(members, dict):
            raise UnreadableKey("a key is an object")
        return of_jwk(members)

    return Method(controller, _taken(key), proven=True, meant=True)


def _taken(read: Any) -> PublicKey:
    try:
        key: PublicKey = read()
    except (UnreadableKey, NotMultibase, strict_json.NotStrictJson) as error:
        raise Unresolved("key_unreadable", str(error)) from None
    return key


def _assertion_methods(members: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give what stands under `assertionMethod`, references looked up."""
    controller = members["id"]
    listed = members.get("verificationMethod")
    known = [it for it in listed if isinstance(it, dict)] if isinstance(listed, list) else []
    by_id = {_absolute(it.get("id"), controller): it for it in known}
    purpose = members.get(PURPOSE)
    entries = purpose if isinstance(purpose, list) else [purpose]
    found: list[Mapping[str, Any]] = []
    for entry in entries:
        if isinstance(entry, dict):
            found.append(entry)
        elif isinstance(entry, str) and (there := by_id.get(_absolute(entry, controller))) is not None:
            found.append(there)
    return found


def _absolute(identifier: Any, controller: str) -> str:
    text = identifier if isinstance(identifier, str) else ""
    return controller + text if text.startswith("#") else text


def _keys(members: Mapping[str, Any]) -> list[PublicKey]:
    keys: list[PublicKey] = []
    for entry in _assertion_methods(members):
        try:
            keys.append(_key(entry))
        except Unresolved:
            continue  # a key of another kind is not this one
    return keys


def _key(entry: Mapping[str, Any]) -> PublicKey:
    match entry:
        case {"publicKeyMultibase": str(text)}:
            return _taken(lambda: of_multikey(text))
        case {"publicKeyJwk": dict(members)}:
            return _taken(lambda: of_jwk(members))
    raise Unresolved("key_unreadable", "the listed key is in a form that is not read")


def _same_key(one: PublicKey, other: PublicKey) -> bool:
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return one.public_bytes(*form) == other.public_bytes(*form)
