"""What a State did towards an instrument: only consents bind; a signature never does."""

CONSENTS = frozenset(
    {
        "ratification",
        "acceptance",
        "approval",
        "accession",
        "succession",
        "ratification-or-accession",
        "ratification-acceptance-approval-or-accession",
        "signature-without-reservation-as-to-ratification",
        "ministerial-decision",
        "eu-membership",
        "eea-incorporation",
    }
)
SIGNATURE = "signature-only"
UNCONFIRMED = frozenset(
    {
        "conflicting-sources",
        "acceptance-unconfirmed",
        "approved-by-parliament-deposit-unconfirmed",
    }
)
NOT_PARTY = "not-party"
DECLARATION = "political-declaration"
KINDS = CONSENTS | UNCONFIRMED | {SIGNATURE, NOT_PARTY, DECLARATION}
