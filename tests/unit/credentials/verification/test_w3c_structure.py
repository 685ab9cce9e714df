"""The structure of credentials: any JSON is told, with the place, and none makes it fall."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.verification.w3c_structure import structure
from tests.unit.credentials.verification.signing import credential

ISSUER = "did:example:issuer"
MEMBERS = [
    *credential(ISSUER),
    "credentialStatus",
    "proof",
    "name",
    "id",
    "holder",
    "verifiableCredential",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda it: (
        st.lists(it, max_size=3) | st.dictionaries(st.sampled_from([*MEMBERS, "@value"]), it, max_size=3)
    ),
    max_leaves=10,
)


def test_a_credential_conforms() -> None:
    assert [it.code for it in structure(credential(ISSUER))] == ["conforms"]


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"issuer": None}, "issuer_wrong", "/issuer"),
        ({"issuer": {"id": None}}, "issuer_wrong", "/issuer"),
        ({"validFrom": "2020-06-30"}, "date_wrong", "/validFrom"),
        ({"validUntil": "2019-01-01T00:00:00Z"}, "dates_reversed", "/validUntil"),
        ({"credentialSubject": {}}, "subject_wrong", "/credentialSubject"),
        ({"termsOfUse": {}}, "type_missing", "/termsOfUse"),
        ({"id": ["urn:a:1"]}, "id_not_url", "/id"),
        ({"type": "VerifiableCredential"}, "conforms", None),
        ({"type": ["VerifiableCredential", "Diploma"]}, "type_not_mapped", "/type"),
    ],
)
def test_each_fault_has_its_code_and_place(members: dict[str, Any], code: str, pointer: str | None) -> None:
    (check,) = structure(credential(ISSUER) | members)
    assert (check.code, check.pointer) == (code, pointer)


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON))
def test_any_members_are_told(members: dict[str, Any]) -> None:
    assert structure(credential(ISSUER) | members)
