"""Signing of releases with the keys of this installation."""

from collections.abc import Mapping, Sequence

from shared.kernel.errors import Forbidden
from shared.security.release_signatures import NotTrusted, ReleaseSigner, Signature, TrustedKeys


class NotSigned(Forbidden):
    """A release is published under reviewers' signatures that hold, and under no others."""

    code = "not_signed"
    title = "The release is not signed"


class ReleaseKeys:
    """The service's key, and the public keys of those who review."""

    def __init__(self, service: ReleaseSigner, trusted: TrustedKeys) -> None:
        self._service = service
        self._trusted = trusted

    def countersign(
        self, release: str, number: int, reviewed: Sequence[Mapping[str, str]]
    ) -> Sequence[Mapping[str, str]]:
        """Give the reviewers' signatures and the service's. Raises NotSigned where one is wrong."""
        try:
            given = [Signature.of(it) for it in reviewed]
            self._trusted.verify_review(release, number, given)
            signatures = [*given, self._service.sign(release, number, given)]
            self._trusted.verify(release, number, signatures)
        except NotTrusted as error:
            raise NotSigned(str(error), pointer="/signatures") from error
        return [it.as_json() for it in signatures]


class OperatorKeys:
    """Both keys at once, which only whoever loads the project's own rules holds."""

    def __init__(self, reviewer: ReleaseSigner, keys: ReleaseKeys) -> None:
        self._reviewer = reviewer
        self._keys = keys

    def sign(self, release: str, number: int) -> Sequence[Mapping[str, str]]:
        """Sign as reviewer, then countersign."""
        return self._keys.countersign(release, number, [self._reviewer.sign(release, number).as_json()])
