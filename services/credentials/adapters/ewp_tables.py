"""The grade table of Erasmus Without Paper: `gradeConversionTable` of its transcripts API, version 2.

The specification fixes neither the order of the grades nor which of them fail (its tables should include
failing ones), so the caller says both; nothing is guessed from the labels.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from xml.etree import ElementTree as ET

from services.credentials.domain.grades.distribution import DistributionTable, WrongTable

NAMESPACE = "https://github.com/erasmus-without-paper/ewp-specs-api-imobility-tors/blob/stable-v2/endpoints/get-response.xsd"
MAX_LENGTH = 1_000_000
MAX_TABLES = 1_000


class Order(StrEnum):
    """On which side of the list the best grade stands."""

    BEST_FIRST = "best_first"
    BEST_LAST = "best_last"


class UnreadableTable(ValueError):
    """The text is no grade table of Erasmus Without Paper; the message says why."""


def read_ewp_tables(xml: str, *, order: Order, failing: frozenset[str]) -> dict[str, DistributionTable]:
    """Read the tables of a response by their ISCED-F code. Raises UnreadableTable.

    A document type is refused unread: entities have no place in a table of grades.
    """
    if len(xml) > MAX_LENGTH:
        raise UnreadableTable(f"the text is longer than {MAX_LENGTH} characters")
    if "<!DOCTYPE" in xml.upper():
        raise UnreadableTable("a document type is not accepted")
    try:
        root = ET.fromstring(xml)  # noqa: S314 - no document type, limited length, no entities
    except ET.ParseError as error:
        raise UnreadableTable(f"not readable as XML: {error}") from None
    nodes = list(root.iter(f"{{{NAMESPACE}}}iscedTable"))
    if not nodes:
        raise UnreadableTable("there is no iscedTable of the version 2 namespace")
    if len(nodes) > MAX_TABLES:
        raise UnreadableTable(f"there are more than {MAX_TABLES} tables")
    tables: dict[str, DistributionTable] = {}
    for node in nodes:
        code = node.get("iscedCode", "")
        if not code or code in tables:
            raise UnreadableTable(f"the iscedCode {code!r} is missing or given twice")
        tables[code] = _table(code, node, order, failing)
    if unknown := failing - {label for it in tables.values() for label, _ in it.shares}:
        raise UnreadableTable(f"no table has the failing grade {', '.join(sorted(unknown))[:200]}")
    return tables


def _table(code: str, node: ET.Element, order: Order, failing: frozenset[str]) -> DistributionTable:
    shares = list(_shares(node))
    if order is Order.BEST_LAST:
        shares.reverse()
    named = {label for label, _ in shares}
    try:
        return DistributionTable(f"EWP {code}", tuple(shares), failing & named)
    except WrongTable as error:
        raise UnreadableTable(str(error)) from None


def _shares(node: ET.Element) -> Iterator[tuple[str, Decimal]]:
    for grade in node.iter(f"{{{NAMESPACE}}}gradeFrequency"):
        label, percentage = grade.get("label"), grade.get("percentage", "")
        try:
            share = Decimal(percentage)
        except InvalidOperation:
            raise UnreadableTable(f"the percentage {percentage[:20]!r} is not a number") from None
        if not label:
            raise UnreadableTable("a grade has no label")
        yield label, share
