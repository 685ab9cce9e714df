"""Every file keeps the one form, and the reader points at every fault."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from services.credentials.adapters.qualification_files import DIRECTORY, read_systems
from services.credentials.domain.qualifications.model import Kind
from services.credentials.domain.qualifications.systems import Systems
from shared.kernel.evidence import TrustMark
from shared.reference.located_yaml import ReferenceDataFault, read_yaml
from tests.unit.credentials.qualifications.scales import SCALES

FILE = "qualifications/fra.yaml"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    (tmp_path / "qualifications").mkdir()
    for name in ("sources.yaml", FILE):
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
        ("{from: 1967, to: 2024}", "{from: 1967, to: 1950}", "ends"),
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
