"""One Data Integrity proof (W3C Verifiable Credential Data Integrity 1.0), checked over one document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

from services.credentials.adapters.verification.controllers import PURPOSE, Controllers, Method, Unresolved
from services.credentials.adapters.verification.data_integrity.canonical import (
    Canonicaliser,
    NotCanonicalisable,
    NotCovered,
    TooComplex,
)
from services.credentials.adapters.verification.data_integrity.contexts import ContextRefused
from services.credentials.adapters.verification.data_integrity.suites import (
    Hash,
    Suite,
    hash_of,
    holds,
    suite_of,
)
from services.credentials.adapters.verification.multibase import NotMultibase, decode_multibase
from services.credentials.domain.verification.checks import Check, CheckName, Result

MAX_SIGNATURE_CHARACTERS = 200


class Stopped(Exception):
    """The proof cannot be checked to its end."""

    def __init__(self, result: Result, code: str, detail: str) -> None:
        super().__init__(detail)
        self.result = result
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Proven:
    """A proof, what was found of it, and the key where it could be had."""

    check: Check
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class ProofChecker:
    """Checks the proofs of one document."""

    document: Mapping[str, Any]
    """the secured document, without its proofs"""
    proofs: Sequence[Any]
    controllers: Controllers
    canonicaliser: Canonicaliser

    def check(self, proof: Any, pointer: str) -> Proven:
        """Check one of the proofs."""
        try:
            method = self._signed_by(proof)
        except Stopped as error:
            return Proven(Check(CheckName.INTEGRITY, error.result, error.code, error.detail, pointer))
        detail = "the signature is over this content, by the key that the proof names"
        return Proven(Check(CheckName.INTEGRITY, Result.PASSED, "signature_holds", detail, pointer), method)

    def _signed_by(self, proof: Any) -> Method:
        """Give the key whose signature holds. Raises Stopped."""
        if not isinstance(proof, dict):
            raise Stopped(Result.FAILED, "proof_malformed", "a proof is an object")
        suite = suite_of(proof.get("type"), proof.get("cryptosuite"))
        if suite is None:
            detail = "the proof is of a cryptosuite that is not read here"
            raise Stopped(Result.UNKNOWN, "unsupported_suite", detail)
        if proof.get("proofPurpose") != PURPOSE:
            detail = f"the proof was not made to assert: its purpose is not {PURPOSE}"
            raise Stopped(Result.FAILED, "wrong_purpose", detail)
        method, signature = self._method(proof), _signature(proof)
        algorithm = hash_of(suite, method.key)
        if algorithm is None:
            raise Stopped(Result.FAILED, "key_does_not_fit", "the suite takes no key of this kind")
        signed = self._signed_bytes(suite, proof, algorithm)
        if holds(method.key, signature, signed):
            return method
        if not method.meant:
            detail = "the signature does not fit the key of a controller document that proves nothing itself"
            raise Stopped(Result.UNKNOWN, "key_does_not_verify", detail)
        detail = "the signature is not over this content: content or proof changed after it was made"
        raise Stopped(Result.FAILED, "signature_mismatch", detail)

    def _method(self, proof: Mapping[str, Any]) -> Method:
        identifier = proof.get("verificationMethod")
        if not isinstance(identifier, str):
            raise Stopped(Result.FAILED, "proof_malformed", "the proof names no verification method")
        try:
            return self.controllers.method(identifier)
        except Unresolved as error:
            raise Stopped(Result.UNKNOWN, error.code, error.detail) from None

    def _signed_bytes(self, suite: Suite, proof: Mapping[str, Any], algorithm: Hash) -> bytes:
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        document = {**self.document, **self._earlier_proofs(proof)}
        try:
            if suite.rdf:
                options["@context"] = document.get("@context")
                parts = [self.canonicaliser.nquads(it, algorithm) for it in (options, document)]
            else:
                parts = [rfc8785.dumps(options), rfc8785.dumps(_with_context(document, options))]
        except ContextRefused as error:
            raise Stopped(Result.UNKNOWN, error.code, error.detail) from None
        except TooComplex as error:
            raise Stopped(Result.UNKNOWN, "too_complex", str(error)) from None
        except NotCovered as error:
            raise Stopped(Result.FAILED, "content_not_covered", str(error)) from None
        except (NotCanonicalisable, rfc8785.CanonicalizationError) as error:
            raise Stopped(Result.UNKNOWN, "not_canonicalisable", str(error)) from None
        return b"".join(algorithm(it).digest() for it in parts)

    def _earlier_proofs(self, proof: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the proofs that this one was made over (section 4.6, proof chains)."""
        named = proof.get("previousProof")
        if named is None:
            return {}
        wanted = named if isinstance(named, list) else [named]
        by_id = {it["id"]: it for it in self.proofs if isinstance(it, dict) and isinstance(it.get("id"), str)}
        if not all(isinstance(it, str) and it in by_id for it in wanted):
            detail = "the proof follows another that the document does not hold"
            raise Stopped(Result.FAILED, "previous_proof_missing", detail)
        return {"proof": [by_id[it] for it in wanted]}


def _signature(proof: Mapping[str, Any]) -> bytes:
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        detail = "these suites write a signature in base58btc (z)"
        raise Stopped(Result.FAILED, "proof_malformed", detail)
    try:
        return decode_multibase(value, limit=MAX_SIGNATURE_CHARACTERS)
    except NotMultibase as error:
        raise Stopped(Result.FAILED, "proof_malformed", str(error)) from None


def _with_context(document: Mapping[str, Any], options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the proof's own context for the document's where it begins that (JCS suites, section 3.3.2)."""
    if "@context" not in options:
        return document
    own, whole = _listed(options["@context"]), _listed(document.get("@context"))
    if whole[: len(own)] != own:
        detail = "the document's contexts do not begin with those that the proof was made over"
        raise Stopped(Result.FAILED, "context_differs", detail)
    return {**document, "@context": options["@context"]}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
