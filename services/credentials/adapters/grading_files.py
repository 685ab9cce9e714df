"""The reviewed grade scales and tables: read, checked, named by their content."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from services.credentials.adapters.sources import DIRECTORY, Sources, read_sources
from services.credentials.domain.grades.book import GradeBook
from services.credentials.domain.grades.distribution import DistributionTable
from services.credentials.domain.grades.numerals import numeral
from services.credentials.domain.grades.scale import GradeScale, LabelScale, NumericScale
from services.credentials.domain.grades.thresholds import ThresholdTable
from shared.kernel.canonical import sha256
from shared.kernel.evidence import TrustMark
from shared.reference.fields import text
from shared.reference.located_yaml import Node, read_yaml

Made = TypeVar("Made")


def read_grades(directory: Path = DIRECTORY) -> GradeBook:
    """Read scales and tables. Raises ReferenceDataFault with file, line and field."""
    sources = read_sources(directory)
    scales = read_yaml(directory / "grading" / "scales.yaml")
    tables = read_yaml(directory / "grading" / "tables.yaml")
    scales.only("source", "scales")
    tables.only("thresholds", "distributions")
    scales_read = list(_scales(scales, sources))
    thresholds = [_thresholds(name, it, sources) for name, it in tables.required("thresholds").fields.items()]
    ranks = [_distribution(name, it, sources) for name, it in tables.required("distributions").fields.items()]
    unconfirmed = (it.id for it in scales_read if it.evidence.mark is not TrustMark.VERIFIED)
    return GradeBook(
        scales_read,
        thresholds,
        ranks,
        provisional=frozenset([*unconfirmed, *_remembered(tables, sources)]),
        reference_data=sha256([scales.plain(), tables.plain()]),
    )


def _remembered(tables: Node, sources: Sources) -> Iterator[str]:
    """Name the tables that rest on memory."""
    for kind in ("thresholds", "distributions"):
        for name, node in tables.required(kind).fields.items():
            if "memory" in sources.text(node.required("source")):
                yield name


def _scales(root: Node, sources: Sources) -> Iterator[GradeScale]:
    for scale_id, node in root.required("scales").fields.items():
        node.only(*("name", "best", "passing", "worst", "labels", "failing", "source", "confidence", "note"))
        yield GradeScale(
            scale_id,
            node.required("name").text,
            _labels(node) if node.get("labels") else _numbers(node),
            sources.of(node, root),
            text(node.get("note")),
        )


def _numbers(node: Node) -> NumericScale:
    worst = node.get("worst")
    return _made(
        node,
        lambda: NumericScale(
            _mark(node.required("best")),
            _mark(node.required("passing")),
            None if worst is None else _mark(worst),
        ),
    )


def _labels(node: Node) -> LabelScale:
    failing = node.get("failing")
    return _made(
        node,
        lambda: LabelScale(
            tuple(it.text for it in node.required("labels").items),
            tuple(it.text for it in failing.items) if failing else (),
        ),
    )


def _thresholds(name: str, node: Node, sources: Sources) -> ThresholdTable:
    node.only("text", "highest", "grades", "source")
    _described(node, sources)
    rows = tuple((_mark(mark), label) for label, mark in node.required("grades").fields.items())
    return _made(node, lambda: ThresholdTable(name, rows, _mark(node.required("highest"))))


def _distribution(name: str, node: Node, sources: Sources) -> DistributionTable:
    node.only("text", "grades", "failing", "source")
    _described(node, sources)
    shares = tuple((label, _mark(share)) for label, share in node.required("grades").fields.items())
    failing = node.get("failing")
    fails = frozenset(it.text for it in failing.items) if failing else frozenset()
    return _made(node, lambda: DistributionTable(name, shares, fails))


def _described(node: Node, sources: Sources) -> None:
    """Check what a table says to the reader of the file: what it is, and from where."""
    _ = node.required("text").text
    _ = sources.text(node.required("source"))


def _mark(node: Node) -> Decimal:
    value = numeral(node.text)
    if value is None:
        raise node.fault(f"{node.text!r} is not a number")
    return value


def _made(node: Node, make: Callable[[], Made]) -> Made:
    """Make a value of the domain; what it refuses becomes a fault of this place."""
    try:
        return make()
    except ValueError as error:
        raise node.fault(str(error)) from None
