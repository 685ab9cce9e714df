"""Documents and keys for tests of releases: small, and of the same form as the real ones."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from services.conventions.adapters.lifecycle.signing import OperatorKeys, ReleaseKeys
from shared.security.release_signatures import ReleaseSigner, Role, TrustedKeys
from tests.unit.rules.lisbon import PARTIES, VOCABULARY
from tests.unit.rules.lisbon import RULE as BARE_RULE

_CASE = "award.is_higher_education: true, award.country: FRA, host.country: DEU"
_SHOWN = "substantial_differences: [{grave: true, shown_by: host_authority}]"
_ASSERTED = "substantial_differences: [{grave: true, shown_by: applicant}]"

RULE = (
    BARE_RULE[: BARE_RULE.index("tests:")]
    + f"""tests:
  - name: no difference
    as_of: 2024-05-01
    facts: {{{_CASE}, award.verified: true, substantial_differences: [], assessment.closed: true}}
    expect: "true"
  - name: a grave difference is shown
    as_of: 2024-05-01
    facts: {{{_CASE}, award.verified: true, {_SHOWN}, assessment.closed: false}}
    expect: "false"
    because: difference
  - name: a difference asserted and not shown
    as_of: 2024-05-01
    facts: {{{_CASE}, award.verified: true, {_ASSERTED}, assessment.closed: true}}
    expect: "true"
  - name: not authentic
    as_of: 2024-05-01
    facts: {{{_CASE}, award.verified: false, substantial_differences: [], assessment.closed: true}}
    expect: "false"
    because: authentic
  - name: not verified yet
    as_of: 2024-05-01
    facts: {{{_CASE}, substantial_differences: [], assessment.closed: true}}
    expect: unknown
    needs: [award.verified]
  - name: the assessment is still open
    as_of: 2024-05-01
    facts: {{{_CASE}, award.verified: true, substantial_differences: [], assessment.closed: false}}
    expect: unknown
    needs: [substantial_differences]
  - name: awarded outside the parties
    as_of: 2024-05-01
    facts: {{award.is_higher_education: true, award.country: USA, host.country: DEU}}
    expect: "false"
    because: in_scope
"""
)

DOCUMENTS = [("vocabulary.yaml", VOCABULARY), ("parties.yaml", PARTIES), ("lisbon.yaml", RULE)]
"""The example of the rule language, as a project would ship it."""


def revised(text: str, version: int, change: Callable[[str], str] = lambda it: it) -> str:
    """The same document in another version."""
    return change(text.replace("version: 1\n", f"version: {version}\n", 1))


def new_signer(role: Role) -> ReleaseSigner:
    private = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ReleaseSigner(private, role)


@dataclass(frozen=True)
class Keys:
    """A reviewer, a service, and the file of their public keys."""

    reviewer: ReleaseSigner
    service: ReleaseSigner

    @classmethod
    def new(cls) -> "Keys":
        return cls(new_signer(Role.REVIEWER), new_signer(Role.SERVICE))

    @property
    def trusted(self) -> TrustedKeys:
        return TrustedKeys(
            {Role.REVIEWER: [self.reviewer.public_key], Role.SERVICE: [self.service.public_key]}
        )

    @property
    def file(self) -> bytes:
        """The file of trusted keys."""
        keys = {"reviewer": [self.reviewer.public_key], "service": [self.service.public_key]}
        return json.dumps(keys).encode()

    @property
    def release_keys(self) -> ReleaseKeys:
        return ReleaseKeys(self.service, self.trusted)

    @property
    def operator(self) -> OperatorKeys:
        return OperatorKeys(self.reviewer, self.release_keys)
