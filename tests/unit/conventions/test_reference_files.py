"""The files hold exactly the compiled facts, and their reader points at every fault."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from services.conventions.adapters.reference_files import DIRECTORY, ReferenceData, read_reference_data
from shared.kernel.evidence import TrustMark
from shared.reference.located_yaml import Node, ReferenceDataFault, read_yaml

COMPILED = Path(__file__).parents[4] / "shared" / "data" / "conventions"
compiled = pytest.mark.skipif(
    not COMPILED.exists(), reason="the reference folder shared/data/conventions is not beside this checkout"
)


def rows(name: str) -> list[dict[str, str]]:
    with (COMPILED / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def iso(value: object) -> str:
    return "" if value is None else str(value)


@compiled
def test_the_parties_are_the_compiled_ones(reference: ReferenceData) -> None:
    read = Counter(
        (
            *(it.instrument, it.state, it.kind, it.evidence.source, it.note or ""),
            *(iso(day) for day in (it.signed, it.consent, it.in_force, it.terminated)),
            it.evidence.confidence,
        )
        for it in reference.parties
    )
    expected = Counter(
        (
            *(it["instrument_id"], it["iso3"], it["kind"], it["source"], it["notes"]),
            *(it[day] for day in ("signed", "ratified", "in_force", "terminated")),
            float(it["confidence"]),
        )
        for it in rows("parties.csv")
    )
    assert read == expected
    assert read.total() == 301


READ_SINCE = {("eu_2005_36", it) for it in ("2", "21", "50", "53")}
"""Articles compiled from memory, and compared with the text since: they have a source and are surer now."""

DESCRIBED_SINCE = {("eu_2005_36", it) for it in ("10-14", "51.1", "51.2", "51.3")}
"""Compared with what the Commission publishes of them, and not with the text: provisional still."""


@compiled
def test_the_provisions_are_the_compiled_ones(reference: ReferenceData) -> None:
    read = Counter(
        (
            *(it.instrument, it.article, it.topic, it.owed_by, it.effect.value),
            *(it.condition or "", it.gist),
            *_evidence((it.instrument, it.article), it.evidence.source, it.evidence.confidence),
        )
        for it in reference.provisions
    )
    expected = Counter(
        (
            *(it["instrument_id"], it["article"], it["topic"], it["who_owes"], it["effect"]),
            *(it["condition"], it["summary"]),
            *_evidence((it["instrument_id"], it["article"]), it["source"], float(it["confidence"])),
        )
        for it in rows("provisions.csv")
    )
    assert read == expected
    assert read.total() == 341


def _evidence(article: tuple[str, str], source: str, confidence: float) -> tuple[str, float]:
    return ("", 0.0) if article in READ_SINCE | DESCRIBED_SINCE else (source, confidence)


@compiled
def test_an_article_that_was_read_since_has_a_source_and_is_verified(reference: ReferenceData) -> None:
    before = {(it["instrument_id"], it["article"]): it for it in rows("provisions.csv")}
    read = {(it.instrument, it.article): it.evidence for it in reference.provisions}
    for article in READ_SINCE:
        assert before[article]["source"] == "memory"
        assert read[article].mark is TrustMark.VERIFIED
    for article in DESCRIBED_SINCE:
        assert before[article]["source"] == "memory" != read[article].source
        assert read[article].mark is TrustMark.PROVISIONAL


@compiled
def test_the_instruments_are_the_compiled_ones() -> None:
    expected = json.loads((COMPILED / "instruments.json").read_text())["instruments"]
    files = {path.stem: read_yaml(path) for path in (DIRECTORY / "instruments").glob("*.yaml")}
    assert {it["id"] for it in expected} == set(files)
    for instrument in expected:
        root = files[instrument["id"]]
        read = with_addresses(plain(root.required("instrument")), root.required("sources"))
        assert known(read) == known(as_text(instrument)), instrument["id"]


def plain(node: Node) -> Any:
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, list):
        return [plain(it) for it in node.value]
    return {name: plain(it) for name, it in node.value.items()}


def with_addresses(value: Any, sources: Node) -> Any:
    """Put the addresses back where the file has their keys."""
    if isinstance(value, dict):
        return {
            name: resolve(it, sources) if name == "source" else with_addresses(it, sources)
            for name, it in value.items()
        }
    return [with_addresses(it, sources) for it in value] if isinstance(value, list) else value


def resolve(value: Any, sources: Node) -> Any:
    if isinstance(value, list):
        return [sources.required(it).text for it in value]
    return sources.required(value).text


def as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: as_text(it) for name, it in value.items()}
    if isinstance(value, list):
        return [as_text(it) for it in value]
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None else str(value)


def known(value: Any) -> Any:
    """Leave out what is empty: unknown on both sides."""
    if isinstance(value, dict):
        return {name: known(it) for name, it in value.items() if it not in (None, "", [], {})}
    return [known(it) for it in value] if isinstance(value, list) else value


def test_the_content_is_named_by_what_it_says_not_by_its_layout(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(DIRECTORY, tmp_path / "reference"))
    path = copy / "instruments" / "ets_015.yaml"
    path.write_text("# a remark\n" + path.read_text() + "\n")
    assert read_reference_data(copy).content == read_reference_data().content
    path.write_text(path.read_text().replace("ETS 15", "ETS No. 15", 1))
    assert read_reference_data(copy).content != read_reference_data().content


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "in_force: 2024-11-01",
            "in_force: 2024-11-31",
            r"parties\.GRC\.in_force: '2024-11-31' is not a day",
        ),
        ("kind: accession", "kind: acession", r"parties\.\w+\.kind: 'acession' is none of"),
        ("  GRC: {", "  GRX: {", r"parties\.GRX: 'GRX' is not an ISO 3166-1"),
        ("effect: SHALL_UNLESS", "effect: MUST", r"provisions\[\d+\]\.effect: 'MUST' is none of"),
        ("confidence: 0.97", "confidence: 1.97", r"confidence: '1\.97' is not a confidence between 0 and 1"),
        ("source: niad,", "source: nyad,", r"parties\.GRC\.source: 'nyad' is not among the sources"),
        ("    gist: ", "    gits: ", r"\w+\[\d\]\.gits: unknown field"),
        ("consent: 2024-09-13", "consent: 2024-12-13", r"parties\.GRC: bound before the deposit"),
        ("  id: lrc_1997", "  id: lrc", r"instrument\.id: the file is called lrc_1997\.yaml"),
        ("binding: true", "binding: yes", r"instrument\.binding: 'yes' is neither true nor false"),
        ("applies_to: [access,", "applies_to: [acess,", r"applies_to\[0\]: 'acess' is none of"),
        ("transnational: lrc_sub_2001_tne", "transnational: lrc_tne", r"unknown lrc_tne"),
        ("  AND: {", "  ALB: {", r"parties\.ALB: given twice"),
        ("parties:\n", "parties: [\n", r"not readable as YAML"),
    ],
)
def test_a_fault_is_named_by_file_line_and_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    copy = Path(shutil.copytree(DIRECTORY, tmp_path / "reference"))
    path = copy / "instruments" / "lrc_1997.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ReferenceDataFault, match=message) as caught:
        read_reference_data(copy)
    assert str(caught.value).startswith("lrc_1997.yaml")


def test_a_fault_counts_lines_as_an_editor_does(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(DIRECTORY, tmp_path / "reference"))
    path = copy / "instruments" / "lrc_1997.yaml"
    text = path.read_text().replace("in_force: 2024-11-01", "in_force: soon", 1)
    path.write_text(text)
    line = 1 + text[: text.index("in_force: soon")].count("\n")
    with pytest.raises(ReferenceDataFault, match=rf"^lrc_1997\.yaml:{line}: "):
        read_reference_data(copy)


def test_every_fact_has_a_source_and_a_grade(reference: ReferenceData) -> None:
    evidence = [it.evidence for it in reference.parties]
    evidence += [it.evidence for it in reference.provisions]
    evidence += [it.evidence for it in reference.instruments]
    assert all(it.source and 0 < it.confidence <= 1 for it in evidence)


def test_the_numbers_of_the_compilation_are_kept(reference: ReferenceData) -> None:
    rows_of = Counter(it.instrument for it in reference.parties)
    dated = Counter(it.instrument for it in reference.parties if it.in_force)
    assert (rows_of["lrc_1997"], dated["lrc_1997"]) == (58, 54)
    assert (rows_of["global_2019"], dated["global_2019"]) == (29, 25)
    assert (rows_of["eur_1979"], dated["eur_1979"]) == (47, 42)
    assert sum(it.kind != "signature-only" for it in reference.parties if it.instrument == "lrc_1997") == 57
