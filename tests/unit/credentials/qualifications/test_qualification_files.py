"""Every file keeps the one form, and the reader points at every fault."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from services.credentials.adapters.qualification_files import read_systems
from services.credentials.adapters.sources import DIRECTORY
from services.credentials.domain.qualifications.model import Fact, Kind, Qualification
from services.credentials.domain.qualifications.systems import Systems
from shared.kernel.evidence import TrustMark
from shared.reference.located_yaml import ReferenceDataFault, read_yaml
from tests.unit.credentials.qualifications.scales import SCALES

FILE = "qualifications/fra.yaml"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    (tmp_path / "qualifications").mkdir()
    for name in ("sources.yaml", "edition.yaml", FILE):
        shutil.copy(DIRECTORY / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("said", "instead", "complaint"),
    [
        ("country: FRA", "country: XYZ", "'XYZ' is not an ISO 3166-1 alpha-3 code"),
        ("country: FRA", "country: DEU", "starts with deu."),
        ("  fra.bts:", "  frau.bts:", "starts with fra."),
        ("kind: short_cycle", "kind: medium_cycle", "'medium_cycle' is none of"),
        ("isced: 5", "isced: 9", "'9' is not a level"),
        ("isced: 5", "isced: 6", "stands at ISCED level 5"),
        ("eqf: 5", "eqf: five", "'five' is not a level"),
        ("{from: 1959}", "{from: 59}", "'59' is not a day"),
        ("{from: 1959}", "{since: 1959}", "unknown field"),
        ("{from: 1966, to: 2012}", "{from: 1966, to: 1950}", "ends"),
        ("years: 2, ects: 120", "years: two, ects: 120", "'two' is neither a number"),
        ("years: 2, ects: 120", "years: 3-2, ects: 120", "is not a length"),
        ("gives: [second]", "gives: [fourth]", "'fourth' is none of"),
        ("    english: Licence\n", "", "the field english is missing"),
        ("aliases: [BTS]", "aliases: [BTS, B.T.S.]", "given twice"),
        ("aliases: [BTS]", "aliases: [---]", "has no letters"),
        ("source: memory", "source: hearsay", "'hearsay' is not among the sources"),
        ("confidence: 0.82", "confidence: 82", "is not a confidence"),
        ("summary:", "sumary:", "unknown field"),
        ("    kind: short_cycle", "    scale: fra.nothing\n    kind: short_cycle", "no grade scale"),
    ],
)
def test_a_fault_is_named_with_its_place(copied: Path, said: str, instead: str, complaint: str) -> None:
    file = copied / FILE
    text = file.read_text()
    assert said in text
    file.write_text(text.replace(said, instead, 1))
    with pytest.raises(ReferenceDataFault, match=r"fra\.yaml:\d+: ") as fault:
        read_systems(copied, scales=SCALES)
    assert complaint in str(fault.value)


ONE_ROW = """
country: FRA
summary: One row.
source: memory
confidence: 0.8
framework: {{name: CNCP, by: 2019-01-08}}
qualifications:
  fra.bts:
    kind: short_cycle
    names: {{fr: Brevet de technicien supérieur}}
    english: Certificate
    awarded: {{from: unknown}}
    isced: 5
    length: {{years: 2, ects: 120}}
    evidence: {evidence}
"""


def _with_evidence(copied: Path, evidence: str) -> Qualification:
    (copied / FILE).write_text(ONE_ROW.format(evidence=evidence))
    return read_systems(copied, scales=SCALES).get("fra.bts")


def test_each_fact_has_its_source_and_the_row_is_as_sure_as_the_weakest(copied: Path) -> None:
    bts = _with_evidence(copied, "{isced-2011: [isced], ects-guide-2015: [years]}")
    facts = dict(bts.facts)
    assert facts.keys() == {Fact.NAMES, Fact.AWARDED, Fact.ISCED, Fact.YEARS, Fact.CREDITS}
    assert facts[Fact.ISCED].mark is facts[Fact.YEARS].mark is TrustMark.VERIFIED
    assert facts[Fact.NAMES].mark is bts.mark is TrustMark.PROVISIONAL
    assert bts.evidence == facts[Fact.NAMES]


def test_a_row_is_verified_when_every_fact_of_it_is(copied: Path) -> None:
    bts = _with_evidence(copied, "{isced-2011: [names, awarded, isced, years], ects-guide-2015: [credits]}")
    assert bts.mark is TrustMark.VERIFIED


def test_of_two_sources_that_say_the_same_the_surer_one_counts(copied: Path) -> None:
    one = _with_evidence(copied, "{ects-guide-2015: [years], isced-2011: [years]}")
    other = _with_evidence(copied, "{isced-2011: [years], ects-guide-2015: [years]}")
    assert dict(one.facts)[Fact.YEARS] == dict(other.facts)[Fact.YEARS]
    assert dict(one.facts)[Fact.YEARS].source.startswith("ECTS")


@pytest.mark.parametrize(
    ("evidence", "complaint"),
    [
        ("{hearsay: [names]}", "'hearsay' is not among the sources"),
        ("{memory: [names]}", "says no title"),
        ("{isced-2011: [colour]}", "'colour' is none of"),
        ("{isced-2011: [fields]}", "not recorded: fields"),
        ("[isced-2011]", "fields are expected"),
    ],
)
def test_evidence_that_says_nothing_is_refused_with_its_place(
    copied: Path, evidence: str, complaint: str
) -> None:
    with pytest.raises(ReferenceDataFault, match=r"fra\.yaml:\d+: ") as fault:
        _with_evidence(copied, evidence)
    assert complaint in str(fault.value)


@pytest.mark.parametrize(
    ("said", "instead", "complaint"),
    [
        ("looked_up: 2026-11-24", "looked_up: 2026-11-25", "lies after the day"),
        ("looked_up: 2026-11-24", "seen: 2026-11-24", "unknown field"),
    ],
)
def test_a_source_is_complete_and_was_looked_up_in_time(
    copied: Path, said: str, instead: str, complaint: str
) -> None:
    sources = copied / "sources.yaml"
    sources.write_text(sources.read_text().replace(said, instead))
    with pytest.raises(ReferenceDataFault, match=r"sources\.yaml:\d+: ") as fault:
        _with_evidence(copied, "{isced-2011: [isced]}")
    assert complaint in str(fault.value)


def test_the_content_has_one_name(systems: Systems, copied: Path) -> None:
    shipped = read_systems(copied, scales=SCALES).reference_data
    assert read_systems(copied, scales=SCALES).reference_data == shipped
    text = (copied / FILE).read_text()
    (copied / FILE).write_text(text.replace("confidence: 0.82", "confidence: 0.81"))
    assert read_systems(copied, scales=SCALES).reference_data not in {shipped, systems.reference_data}


def test_what_rests_on_memory_is_never_called_verified(systems: Systems) -> None:
    for system in systems.all():
        for it in system.qualifications:
            assert it.mark is not TrustMark.VERIFIED or "memory" not in it.evidence.source


def test_every_system_opens_higher_education_and_ends_in_the_doctorate(systems: Systems) -> None:
    for system in systems.all():
        kinds = {it.kind for it in system.qualifications}
        assert Kind.ACCESS in kinds or system.country == "VAT", "the Holy See awards none of its own"
        assert Kind.THIRD in kinds, system.country
        assert kinds & {Kind.FIRST, Kind.LONG_ONE_TIER}, system.country


LISBON = (
    Path(__file__).parents[4] / "services" / "conventions" / "reference" / "instruments" / "lrc_1997.yaml"
)
LARGE_ORIGINS = """
CHN IND VNM NGA SYR MAR BRA IRN PAK EGY IDN BGD NPL PHL USA JPN KOR MEX COL GHA KEN CMR TUN DZA LBN JOR IRQ
AFG ERI UZB ZAF SEN LKA MNG
""".split()


def test_the_systems_of_all_lisbon_parties_and_of_large_origins_are_there(systems: Systems) -> None:
    parties = {
        state
        for state, row in read_yaml(LISBON).required("parties").fields.items()
        if row.required("kind").text != "signature-only"
    }
    recorded = {it.country for it in systems.all()}
    assert len(parties) == 57
    assert not (parties | set(LARGE_ORIGINS)) - recorded


def test_former_states_keep_their_own_systems(systems: Systems) -> None:
    for state in ("SUN", "YUG", "DDR", "CSK"):
        ends = [it.awarded.end for it in systems.system(state).qualifications]
        assert all(isinstance(it, date) for it in ends), state
