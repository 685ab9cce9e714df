"""The formats of credentials that are read, in the order in which they are tried."""

from services.credentials.adapters.verification.data_integrity.verifier import DataIntegrityVerifier
from services.credentials.adapters.verification.jose.verifier import JwtVerifier
from services.credentials.adapters.verification.sd_jwt.verifier import SdJwtVerifier
from services.credentials.adapters.verification.seals.verifier import SealVerifier
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.adapters.verification.trust.shelf import TrustShelf
from services.credentials.domain.verification.ports import Verifier

_NO_LISTS = StatusLists(())
"""for status lists themselves: the status of a list is not looked up in another"""
_LISTS = StatusLists((JwtVerifier(_NO_LISTS), DataIntegrityVerifier(_NO_LISTS)))

VERIFIERS: tuple[Verifier, ...] = (
    SealVerifier(TrustShelf(), _LISTS),
    SdJwtVerifier(_LISTS),
    JwtVerifier(_LISTS),
    DataIntegrityVerifier(_LISTS),
)
