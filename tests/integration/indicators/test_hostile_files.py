"""Seven ways in which published files arrive spoilt, each made from consistent figures of our own.

Every fault is named, a refused file leaves nothing behind, and the honest file beside it raises no alarm. The
figures are drawn anew for each seed, so no threshold is tuned to one table.
"""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from services.indicators.adapters.observations.contents import Contents
from services.indicators.adapters.observations.store import StoredObservations
from services.indicators.application.load import Loaded, Order
from services.indicators.domain.integrity.finding import Severity
from services.indicators.domain.observations.source import Query
from services.indicators.load_container import LoadContainer
from shared.kernel.countries import countries
from tests.support.loading import unheard

HEADER = "indicatorId,geoUnit,year,value,qualifier,magnitude"
CODES = {"IN": "26637", "OUT": "OE.5T8.40510", "MSEP": "MSEP.5T8", "MOR": "MOR.5T8.40510"}
AREAS = sorted(it.alpha3 for it in countries() if it.alpha2 and it.alpha3 != "NAM")
SEEDS = (1, 22)


@dataclass(frozen=True)
class Row:
    """One country-year of a release."""

    area: str
    year: int
    inbound: int
    outbound: int
    enrolled: int
    noisy: bool = False

    def lines(self, wanted: tuple[str, ...] = tuple(CODES)) -> Iterator[str]:
        ratios = {"MSEP": 100 * self.inbound / self.enrolled, "MOR": 100 * self.outbound / self.enrolled}
        values = {"IN": str(self.inbound), "OUT": str(self.outbound)}
        values |= {name: str(np.float32(it)) if self.noisy else f"{it:.5f}" for name, it in ratios.items()}
        if self.noisy:
            values |= {name: repr(float(np.float32(round(it, 5)))) for name, it in ratios.items()}
        for name in wanted:
            yield f"{CODES[name]},{self.area},{self.year},{values[name]},,"


def consistent(seed: int, *, revision: float = 0.0) -> list[Row]:
    """A release of 40 countries and eight years; `revision` is how much of it a later release changed."""
    chance, changes = random.Random(seed), random.Random(f"{seed} again")
    rows = []
    for area in chance.sample(AREAS, 40):
        enrolled = chance.randrange(20_000, 4_000_000)
        for year in range(2012, 2020):
            enrolled = int(enrolled * chance.uniform(0.97, 1.05))
            inbound, outbound = (int(enrolled * chance.uniform(0.01, 0.12)) for _ in range(2))
            if changes.random() < revision:
                outbound = int(outbound * 1.07)
            rows.append(Row(area, year, inbound, outbound, enrolled))
    return rows


def text(rows: list[Row], wanted: tuple[str, ...] = tuple(CODES)) -> str:
    return "\n".join([HEADER, *(line for row in rows for line in row.lines(wanted))]) + "\n"


def doubled(rows: list[Row]) -> str:
    lines = text(rows).splitlines()
    return "\n".join(_times_two(line) if line.startswith("26637,") else line for line in lines) + "\n"


def _times_two(line: str) -> str:
    code, area, year, value, *rest = line.split(",")
    return ",".join([code, area, year, str(2 * int(value)), *rest])


def doubled_alone(rows: list[Row]) -> str:
    return text([replace(row, inbound=2 * row.inbound) for row in rows], ("IN",))


def swapped(rows: list[Row]) -> str:
    pairs = {"26637": "OE.5T8.40510", "OE.5T8.40510": "26637"}
    lines = text(rows).splitlines()
    return "\n".join(
        [pairs.get(code, code) + "," + rest for code, _, rest in (it.partition(",") for it in lines)]
    )


def swapped_alone(rows: list[Row]) -> str:
    return text([replace(row, inbound=row.outbound) for row in rows], ("IN",))


async def load(parts: LoadContainer, folder: Path, content: str | bytes, release: str) -> Loaded:
    file = folder / f"{release}.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return await parts.load(Order("uis-export", release, (file,)), unheard)


def named(loaded: Loaded, least: Severity = Severity.WARNING) -> set[str]:
    assert loaded.report is not None
    order = list(Severity)
    return {it.code for it in loaded.report.findings if order.index(it.severity) >= order.index(least)}


async def releases(parts: LoadContainer, folder: Path) -> set[str]:
    source = StoredObservations(parts.engine, Contents(parts.engine, folder / "reader"))
    rows = (await source.select(Query("MIG_MOB", include_history=True))).to_pylist()
    return {it["VINTAGE"] for it in rows}


@pytest.mark.parametrize("seed", SEEDS)
async def test_honest_releases_raise_no_alarm(parts: LoadContainer, tmp_path: Path, seed: int) -> None:
    first = await load(parts, tmp_path, text(consistent(seed)), "UIS-2025-09")
    second = await load(parts, tmp_path, text(consistent(seed, revision=0.4)), "UIS-2026-02")
    assert (named(first), named(second)) == (set(), set())
    assert await releases(parts, tmp_path) == {"UIS-2025-09", "UIS-2026-02"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (doubled, "doubled_total"),
        (doubled_alone, "doubled_total"),
        (swapped, "swapped_direction"),
        (swapped_alone, "swapped_direction"),
    ],
)
async def test_a_spoilt_file_is_refused_by_name_and_leaves_nothing(
    parts: LoadContainer, tmp_path: Path, seed: int, spoil: Callable[[list[Row]], str], code: str
) -> None:
    await load(parts, tmp_path, text(consistent(seed)), "UIS-2025-09")
    loaded = await load(parts, tmp_path, spoil(consistent(seed, revision=0.1)), "UIS-2026-02")
    assert not loaded.load.accepted
    assert code in named(loaded, Severity.REFUSAL)
    assert await releases(parts, tmp_path) == {"UIS-2025-09"}


@pytest.mark.parametrize("seed", SEEDS)
async def test_rows_of_another_vintage_are_named_one_by_one(
    parts: LoadContainer, tmp_path: Path, seed: int
) -> None:
    older, newer = consistent(seed), consistent(seed, revision=1.0)
    await load(parts, tmp_path, text(older), "UIS-2025-09")
    lines = text(newer).splitlines()
    stale = random.Random(seed).sample(range(len(older)), 25)
    for place in stale:
        # The ratio stands on the fourth line of its country-year.
        lines[1 + 4 * place + 3] = list(older[place].lines())[3]
    loaded = await load(parts, tmp_path, "\n".join(lines) + "\n", "UIS-2026-02")
    assert loaded.report is not None
    found = {(it.where.area, it.where.year) for it in loaded.report.findings if it.code == "mixed_vintages"}
    assert found == {(older[place].area, older[place].year) for place in stale}
    assert all("UIS-2025-09" in it.evidence for it in loaded.report.findings if it.code == "mixed_vintages")


@pytest.mark.parametrize("seed", SEEDS)
async def test_float_noise_is_noted_and_is_no_contradiction(
    parts: LoadContainer, tmp_path: Path, seed: int
) -> None:
    rows = [replace(row, noisy=True) for row in consistent(seed)]
    loaded = await load(parts, tmp_path, text(rows), "UIS-2026-02")
    assert loaded.load.accepted
    assert (named(loaded), named(loaded, Severity.NOTE)) == (set(), {"float32_noise"})


@pytest.mark.parametrize("encoding", ["latin-1", "mac_roman", "cp1252", "utf-16", "utf-32", "spoilt"])
async def test_a_file_in_another_encoding_is_refused_at_its_line(
    parts: LoadContainer, tmp_path: Path, encoding: str
) -> None:
    header = 'Entity,Code,Year,"Inbound mobility rate, both sexes"\n'
    content = f"{header}France,FRA,2020,9.1\nCôte d'Ivoire,CIV,2020,2.5\n"
    written = content.encode().decode("cp1252").encode() if encoding == "spoilt" else content.encode(encoding)
    file = tmp_path / "share.csv"
    file.write_bytes(written)
    loaded = await parts.load(Order("owid", "OWID-2025", (file,)), unheard)
    assert not loaded.load.accepted
    assert named(loaded, Severity.REFUSAL) & {"wrong_encoding", "spoilt_text", "wrong_columns"}
    assert await releases(parts, tmp_path) == set()


@pytest.mark.parametrize("lost", ["", "NaN"])
async def test_namibia_lost_by_a_reader_is_noticed(parts: LoadContainer, tmp_path: Path, lost: str) -> None:
    def a_table(namibia: str) -> str:
        rows = [("A,NR,TN,T,ED5-8,FR", 100), ("A,NR,MA,T,ED5-8,FR", 300), (f"A,NR,{namibia},T,ED5-8,DE", 7)]
        lines = [f"{code}\t{value}" for code, value in rows]
        return "\n".join(["freq,unit,partner,sex,isced11,geo\\TIME_PERIOD\t2022", *lines]) + "\n"

    whole, spoilt = tmp_path / "whole.tsv", tmp_path / "spoilt.tsv"
    whole.write_text(a_table("NA"))
    spoilt.write_text(a_table(lost))
    refused = await parts.load(Order("eurostat-partners", "ESTAT-2025-03", (spoilt,)), unheard)
    assert named(refused, Severity.REFUSAL) == {"namibia_lost" if lost == "" else "unknown_code"}
    kept = await parts.load(Order("eurostat-partners", "ESTAT-2025-09", (whole,)), unheard)
    assert kept.load.observations == 3
    assert await releases(parts, tmp_path) == {"ESTAT-2025-09"}


async def test_a_magnitude_na_that_a_reader_lost_is_noted_row_by_row(
    parts: LoadContainer, tmp_path: Path
) -> None:
    kept = f"{HEADER}\n26637,NAM,2019,0,,NA\n26637,TUV,2019,0,,NIL\n26637,FRA,2019,12,,\n"
    lost = kept.replace(",NA\n", ",\n")
    first = await load(parts, tmp_path, kept, "UIS-2025-09")
    second = await load(parts, tmp_path, lost, "UIS-2026-02")
    assert named(first, Severity.NOTE) == set()
    assert second.report is not None
    (noted,) = (it for it in second.report.findings if it.code == "zero_without_magnitude")
    assert (noted.where.area, noted.where.line) == ("NAM", 2)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98])
async def test_a_zip_that_is_cut_short_is_refused_before_a_row_is_read(
    parts: LoadContainer, tmp_path: Path, share: float
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/data.csv", text(consistent(5)))
    file = tmp_path / "uis.zip"
    file.write_bytes(packed.getvalue()[: int(len(packed.getvalue()) * share)])
    loaded = await parts.load(Order("uis-export", "UIS-2026-02", (file,)), unheard)
    assert not loaded.load.accepted
    assert named(loaded, Severity.REFUSAL) == {"truncated_archive"}
    assert await releases(parts, tmp_path) == set()
