"""The days on which treaties begin and end for a State.

The formulas are those of the final clauses: "one month after the deposit" (1974-1983 Art 17-18, Addis V.2,
Buenos Aires V.2), three months (Global XVIII), and "the first day of the month following the expiration of
one month" (Lisbon XI.2, Tokyo X.2); denunciation by 1974 Art 18, 1976-1983 Art 19, Addis V.4, Lisbon XI.6,
Tokyo X.5.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EntryRule(StrEnum):
    """How a deposit becomes the day on which the treaty enters into force for the State."""

    AFTER_MONTHS = "deposit_plus_months"
    FIRST_OF_MONTH_AFTER_MONTHS = "first_day_of_month_after_deposit_plus_months"
    SEE_TREATY = "see treaty"


class DenunciationRule(StrEnum):
    """How the receipt of a denunciation becomes the day on which the State is no longer bound."""

    AFTER_TWELVE_MONTHS = "receipt_plus_12_months"
    FIRST_OF_MONTH_AFTER_TWELVE_MONTHS = "first_day_of_month_after_receipt_plus_12_months"
    UNVERIFIED = "unverified"


def plus(day: date, months: int) -> date:
    """Return the same day `months` later, clipped to the end of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_of_next_month(day: date) -> date:
    """Return the first day of the month that follows the month of `day`."""
    return plus(day.replace(day=1), 1)


@dataclass(frozen=True, slots=True)
class EntryFormula:
    """A final clause on entry into force for one State; `months` None: the clause is not collected."""

    rule: EntryRule
    months: int | None = None

    def bound_from(self, deposit: date, *, treaty_in_force: date) -> date | None:
        """Return the first day on which the depositing State is bound, or None where the clause is unknown.

        Nobody is bound before the treaty itself is in force.
        """
        if self.rule is EntryRule.SEE_TREATY or self.months is None:
            return None
        day = plus(deposit, self.months)
        if self.rule is EntryRule.FIRST_OF_MONTH_AFTER_MONTHS:
            day = first_of_next_month(day)
        return max(day, treaty_in_force)


def denounced_from(receipt: date, rule: DenunciationRule) -> date | None:
    """Return the first day on which a denouncing State is no longer bound; None where the rule is unread."""
    if rule is DenunciationRule.UNVERIFIED:
        return None
    day = plus(receipt, 12)
    return first_of_next_month(day) if rule is DenunciationRule.FIRST_OF_MONTH_AFTER_TWELVE_MONTHS else day
