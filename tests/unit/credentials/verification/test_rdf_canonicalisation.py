"""What RDF would drop is not signed, and graphs made to cost time are not canonicalised."""

import hashlib
from typing import Any

import pytest

from services.credentials.adapters.verification.data_integrity.canonical import (
    Canonicaliser,
    NotCovered,
    TooComplex,
)
from services.credentials.adapters.verification.data_integrity.contexts import ContextRefused, Contexts
from services.credentials.domain.verification.document import Evidence, Kind
from tests.conformance.verification.third_party import published_contexts
from tests.unit.credentials.verification.signing import V2, credential, exhibit

ISSUER = "did:example:issuer"
SUBJECT = "urn:uuid:5f3a4d0e-6c1b-4a41-9a2e-000000000001"


def canonical(document: dict[str, Any], *exhibits: Any) -> str:
    contexts = Contexts.known(Evidence((*published_contexts(), *exhibits)))
    return Canonicaliser(contexts).nquads(document, hashlib.sha256).decode()


def test_a_credential_becomes_its_statements() -> None:
    lines = canonical(credential(ISSUER)).splitlines()
    assert len(lines) == 4
    assert f"_:c14n0 <https://www.w3.org/2018/credentials#credentialSubject> <{SUBJECT}> ." in lines


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"grade": "A"}, "no context defines it"),
        ({"type": ["VerifiableCredential", "Unheard"]}, "a type that no context defines"),
        ({"id": "relative"}, "a relative identifier"),
        ({"id": "urn:a>_<urn:b"}, "an identifier that would read as two"),
        ({"@index": "A"}, "a keyword whose value leaves no statement"),
        (
            {"name": {"@value": "A", "@language": 'en" .\n<urn:a> <urn:b> "'}},
            "a language that writes statements",
        ),
        ({"@included": [{"id": "urn:x", "name": "A"}]}, "a keyword that hides statements"),
    ],
)
def test_what_would_be_dropped_or_misread_is_refused(members: dict[str, Any], why: str) -> None:
    with pytest.raises(NotCovered):
        canonical(credential(ISSUER, **members))


def test_an_unknown_context_is_not_fetched() -> None:
    with pytest.raises(ContextRefused, match="not known") as caught:
        canonical(credential(ISSUER, **{"@context": [V2, "https://example.org/context"]}))
    assert caught.value.code == "unknown_context"


def test_a_file_that_is_not_the_context_that_its_address_is_known_for_is_refused() -> None:
    other = exhibit(Kind.CONTEXT, {"@context": {}}, V2, operator=True)
    with pytest.raises(ValueError, match="is not the context that was published there"):
        Contexts.known(Evidence((other,)))


def test_a_context_of_the_request_is_not_taken() -> None:
    address = "https://example.org/context"
    brought = exhibit(Kind.CONTEXT, {"@context": {"grade": None}}, address)
    document = credential(ISSUER, **{"@context": [V2, address]})
    with pytest.raises(ContextRefused):
        canonical(document, brought)
    kept = exhibit(Kind.CONTEXT, {"@context": {}}, address, operator=True)
    assert canonical(document, kept)


@pytest.mark.parametrize(
    "own",
    [
        {"grade": None},
        {"@vocab": "https://example.org/"},
        {"@base": "https://example.org/"},
        {"name": "https://example.org/name"},
        {"mark": "https://schema.org/name"},
        {"mark": {"@id": "https://example.org/mark"}},
        7,
    ],
)
def test_a_context_inside_the_document_adds_words_and_changes_none(own: Any) -> None:
    with pytest.raises(ContextRefused) as caught:
        canonical(credential(ISSUER, **{"@context": [V2, own]}))
    assert caught.value.code == "own_context"


def test_a_word_of_its_own_is_signed_like_any_other() -> None:
    own = {"honours": "https://example.org/honours"}
    document = credential(ISSUER, **{"@context": [V2, own], "honours": "summa cum laude"})
    assert '<https://example.org/honours> "summa cum laude"' in canonical(document)


def test_a_poison_graph_is_given_up() -> None:
    ring = [
        {"@id": f"_:n{at}", "relatedResource": [{"@id": f"_:n{it}"} for it in range(12)]} for at in range(12)
    ]
    context = {"@context": {"relatedResource": {"@id": "https://example.org/r", "@type": "@id"}}}
    address = "https://example.org/ring"
    document = {
        "@context": address,
        "relatedResource": ring,
    }
    with pytest.raises(TooComplex):
        canonical(document, exhibit(Kind.CONTEXT, context, address, operator=True))


def test_equal_nodes_in_reasonable_number_are_canonicalised() -> None:
    schemas = [{"type": "JsonSchema", "id": f"urn:schema:{it}"} for it in range(6)]
    assert canonical(credential(ISSUER, credentialSchema=schemas))


@pytest.mark.parametrize(
    "schemas",
    [
        [{"type": "JsonSchema", "id": f"urn:schema:{it}"} for it in range(1_001)],
        [[{"type": "JsonSchema", "id": f"urn:schema:{it}"} for it in range(900)] for _ in range(6)],
    ],
)
def test_large_documents_are_given_up_before_they_cost_anything(schemas: list[Any]) -> None:
    with pytest.raises(TooComplex):
        canonical(credential(ISSUER, credentialSchema=schemas))


def test_what_several_proofs_sign_is_canonicalised_once_and_charged_once() -> None:
    canonicaliser = Canonicaliser(Contexts.known(Evidence(published_contexts())))
    document = credential(ISSUER, credentialSchema=[{"type": "JsonSchema", "id": "urn:s"}] * 900)
    for _ in range(20):
        assert canonicaliser.nquads(document, hashlib.sha256)
    others = (document | {"id": f"urn:{number}"} for number in range(20))
    with pytest.raises(TooComplex):
        [canonicaliser.nquads(it, hashlib.sha256) for it in others]
