"""A release counts when a reviewer and the service have signed it, each with a key trusted in that role."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from shared.security.release_signatures import (
    NotTrusted,
    ReleaseSigner,
    Role,
    Signature,
    TrustedKeys,
)
from tests.support.rules import Keys, new_signer

RELEASE, OTHER = "sha256:" + "a" * 64, "sha256:" + "b" * 64
KEYS = Keys.new()


def signed(release: str = RELEASE, number: int = 3) -> list[Signature]:
    reviewed = KEYS.reviewer.sign(release, number)
    return [reviewed, KEYS.service.sign(release, number, [reviewed])]


def test_a_release_that_both_have_signed_is_trusted() -> None:
    KEYS.trusted.verify(RELEASE, 3, signed())


def test_signatures_survive_the_way_as_json() -> None:
    KEYS.trusted.verify(RELEASE, 3, [Signature.of(it.as_json()) for it in signed()])


def _by_a_stranger(role: Role) -> Signature:
    return new_signer(role).sign(RELEASE, 3)


def _in_the_other_role(signer: ReleaseSigner, role: Role) -> Signature:
    return replace(signer.sign(RELEASE, 3), role=role)


FORGED: dict[str, Callable[[], Sequence[Signature]]] = {
    "nobody": list,
    "the service alone": lambda: [KEYS.service.sign(RELEASE, 3)],
    "the reviewer alone": lambda: [KEYS.reviewer.sign(RELEASE, 3)],
    "another release": lambda: signed(OTHER),
    "another number": lambda: signed(number=4),
    "a stranger as reviewer": lambda: [_by_a_stranger(Role.REVIEWER), signed()[1]],
    "a stranger as service": lambda: [signed()[0], _by_a_stranger(Role.SERVICE)],
    "a stranger beside the two": lambda: [*signed(), _by_a_stranger(Role.REVIEWER)],
    "the service as its own reviewer": lambda: [
        _in_the_other_role(KEYS.service, Role.REVIEWER),
        signed()[1],
    ],
    "the reviewer's signature exchanged": lambda: [
        KEYS.reviewer.sign(RELEASE, 3),
        KEYS.service.sign(RELEASE, 3, [KEYS.reviewer.sign(OTHER, 3)]),
    ],
    "no base64": lambda: [replace(signed()[0], value="%%%"), signed()[1]],
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_anything_less_is_not(forge: Callable[[], Sequence[Signature]]) -> None:
    with pytest.raises(NotTrusted):
        KEYS.trusted.verify(RELEASE, 3, forge())


@pytest.mark.parametrize(
    "document", [{}, {"role": "king", "key": "k", "value": "v"}, {"role": "service", "key": "k"}]
)
def test_other_json_is_no_signature(document: dict[str, str]) -> None:
    with pytest.raises(NotTrusted):
        Signature.of(document)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"king": []}', b'{"reviewer": ["%"]}', b'{"reviewer": ["AAAA"]}', b'{"reviewer": 1}'],
)
def test_a_file_of_other_things_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="trusted keys"):
        TrustedKeys.read(content)


def test_a_key_that_no_longer_signs_still_vouches_for_what_it_signed() -> None:
    successor = Keys.new()
    both = TrustedKeys(
        {
            Role.REVIEWER: [KEYS.reviewer.public_key, successor.reviewer.public_key],
            Role.SERVICE: [KEYS.service.public_key, successor.service.public_key],
        }
    )
    both.verify(RELEASE, 3, signed())
