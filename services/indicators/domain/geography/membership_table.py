"""The membership table as text: ``scheme,group,member,from,to,m49,source``, empty dates for no bound."""

import csv
from collections.abc import Iterable
from datetime import date

from services.indicators.domain.geography.memberships import Groupings, Membership, groupings
from shared.kernel.intervals import UNBOUNDED, Bound, Interval


def parse(lines: Iterable[str]) -> Groupings:
    """Read the table. Raises ValueError on a bad date or a duplicate, KeyError on a missing column."""
    return groupings(
        Membership(
            row["scheme"],
            row["group"],
            row["member"],
            Interval(_bound(row["from"]), _bound(row["to"])),
            row["source"] + (f", M49 {row['m49']}" if row["m49"] else ""),
        )
        for row in csv.DictReader(lines, strict=True)
    )


def _bound(text: str) -> Bound:
    return date.fromisoformat(text) if text else UNBOUNDED
