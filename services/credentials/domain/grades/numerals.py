"""Grades as transcripts write them: a number with a point or a comma, and nothing else."""

import re
from decimal import Decimal

_NUMERAL = re.compile(r"-?\d{1,6}(?:[.,]\d{1,6})?")


def numeral(text: str) -> Decimal | None:
    """Read a grade; None where it is no number, or a number in a form that might mean two things."""
    written = text.strip()
    if not written.isascii() or not _NUMERAL.fullmatch(written):
        return None
    return Decimal(written.replace(",", "."))
