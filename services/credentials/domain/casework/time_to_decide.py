"""The time to decide: fixed beforehand, counted from the complete file, standing still while papers are owed.

Lisbon III.5, Tokyo III.5, Addis IV.6 and Buenos Aires III.4.2 ask for a reasonable limit that the authority
fixes beforehand and that runs from the complete file; none of them names a number. Directive 2005/36/EC 51(2)
fixes three months, four under the general system. What the issuer or the awarding State owes (III.3.3) stops
no clock: only the applicant's debts do. Days are those of UTC.
"""

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.kernel.errors import Conflict


class Item(StrEnum):
    """What an applicant may owe. No fee is among it: the limit runs from the information alone."""

    QUALIFICATION = "qualification"
    TRANSCRIPT = "transcript"
    DIPLOMA_SUPPLEMENT = "diploma_supplement"
    PROGRAMME_DESCRIPTION = "programme_description"
    EARLIER_QUALIFICATION = "earlier_qualification"
    PROFESSIONAL_EXPERIENCE = "professional_experience"
    IDENTITY = "identity"
    TRANSLATION = "translation"
    CONSENT_TO_ASK_THE_ISSUER = "consent_to_ask_the_issuer"
    EXPLANATION = "explanation"


class Unit(StrEnum):
    """In what a limit is counted."""

    DAYS = "days"
    MONTHS = "months"


class FixedBy(StrEnum):
    """Who fixed a limit, beforehand."""

    AUTHORITY = "authority"
    LAW = "law"


class NotOverdue(Conflict):
    """The time to decide has not passed, so that silence is not open to appeal yet."""

    code = "not_overdue"
    title = "The time to decide has not passed"


class NotOwed(Conflict):
    """Something is said to be supplied that nobody asked for, or asked for a second time."""

    code = "not_owed"
    title = "The applicant does not owe this"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit, who fixed it, and where it was announced: an address or an article."""

    number: int
    unit: Unit
    fixed_by: FixedBy
    announced: str

    def last_day(self, first: date) -> date:
        """Give the last day of a limit that runs from `first`; a month ends with its own last day."""
        if self.unit is Unit.DAYS:
            return first + timedelta(days=self.number)
        months = first.month - 1 + self.number
        year, month = first.year + months // 12, months % 12 + 1
        return date(year, month, min(first.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the applicant owed something: what was asked for in it, and from when to when."""

    items: tuple[Item, ...]
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimeToDecide:
    """The clock of a case.

    `began_at` is None until the file is complete for the first time, `owed` what the applicant owes now,
    `limit` None where nobody fixed one beforehand: then it is not known when the time is up.
    """

    limit: TimeLimit | None
    began_at: datetime | None
    owed: tuple[Item, ...] = ()
    pauses: tuple[Pause, ...] = ()

    @classmethod
    def starting(cls, limit: TimeLimit | None, owed: Sequence[Item], at: datetime) -> "TimeToDecide":
        """Start the clock; it stands still from the first where the file is not complete."""
        time = cls(limit, at)
        return replace(time.asked(owed, at), began_at=None) if owed else time

    def asked(self, items: Sequence[Item], at: datetime) -> "TimeToDecide":
        """Stand still from `at`, for want of `items`."""
        owed = tuple(dict.fromkeys((*self.owed, *items)))
        if self.owed:
            last = self.pauses[-1]
            wider = replace(last, items=tuple(dict.fromkeys((*last.items, *items))))
            return replace(self, owed=owed, pauses=(*self.pauses[:-1], wider))
        return replace(self, owed=owed, pauses=(*self.pauses, Pause(owed, at)))

    def answered(self, items: Collection[Item], at: datetime) -> "TimeToDecide":
        """Go on from `at` where nothing is owed any more; the time begins with the first complete file."""
        owed = tuple(it for it in self.owed if it not in items)
        if owed:
            return replace(self, owed=owed)
        pauses = (*self.pauses[:-1], replace(self.pauses[-1], until=at))
        return TimeToDecide(self.limit, self.began_at or at, (), pauses)

    def anew(self, at: datetime) -> "TimeToDecide":
        """Begin again: another decision is due from now on."""
        return replace(self, began_at=None if self.owed else at)

    def last_day(self, now: datetime) -> date | None:
        """Give the last day of the time to decide, as far as it can be told now; None: it is not known.

        Each pause puts it off by its days. What is asked for after the last day puts nothing off.
        """
        if self.limit is None or self.began_at is None:
            return None
        last = self.limit.last_day(self.began_at.date())
        for it in self.pauses:
            if self.began_at <= it.since and it.since.date() <= last:
                last += (it.until or now).date() - it.since.date()
        return last

    def overdue(self, now: datetime) -> bool | None:
        """Say whether the time has passed without a decision; None where no limit was fixed beforehand.

        While the applicant owes something the time has not passed, unless it had before.
        """
        if self.limit is None:
            return False if self.owed else None
        last = self.last_day(now)
        return last is not None and now.date() > last
