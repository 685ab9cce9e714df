"""What must be true of the facts whatever their source: levels rise, lengths add up, scripts are right.

An exception is named here with its reason, so that the next one is noticed.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from services.credentials.adapters.sources import DIRECTORY
from services.credentials.domain.qualifications.model import Fact, Kind, Qualification, System
from services.credentials.domain.qualifications.systems import Systems
from shared.kernel.intervals import UNBOUNDED, UNKNOWN
from shared.reference.located_yaml import read_yaml

ISCED = "ISCED 2011"
ECTS = "ECTS Users' Guide"
YEAR = 60

# Member States, EEA, EFTA, candidates (Recommendation of 22 May 2017, 2017/C 189/03), the United Kingdom.
EQF_COUNTRIES = set(
    """
    AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN
    SWE ISL LIE NOR CHE GBR ALB BIH MKD MNE SRB TUR XKX
    """.split()
)

SCRIPTS = {
    **{it: {"ARABIC"} for it in "ar fa".split()},
    **{it: {"CYRILLIC"} for it in "be bg kk ky mk mn ru tg uk".split()},
    "bn": {"BENGALI"},
    "el": {"GREEK"},
    "he": {"HEBREW"},
    "hi": {"DEVANAGARI"},
    "hy": {"ARMENIAN"},
    "ja": {"CJK", "HIRAGANA", "KATAKANA"},
    "ka": {"GEORGIAN"},
    "ko": {"HANGUL"},
    "sr": {"CYRILLIC", "LATIN"},
    "zh": {"CJK"},
}

LENGTHS = {
    Kind.ACCESS: (9, 14),
    Kind.SHORT_CYCLE: (0.5, 4),
    Kind.FIRST: (3, 6),
    Kind.SECOND: (1, 3),
    Kind.LONG_ONE_TIER: (4, 7),
    Kind.THIRD: (2, 6),
}
UNUSUAL_LENGTHS = {
    "can.medicine": "four years upon studies of a first degree",
    "phl.medicine": "four years upon a first degree",
    "usa.first_professional": "three or four years upon a first degree",
    "fra.medecine": "up to twelve years with the specialisation",
    "gbr.pgdip": "a certificate of half a year",
    "irn.karshenasi_npv": "two years upon the associate degree of two",
    "pak.master16": "two years upon the bachelor's degree of two",
    "zaf.honours": "one year upon the bachelor's degree of three",
    "bih.visa": "two years in some schools of the former State",
    "hrv.visa_sprema": "two years in some schools of the former State",
    "srb.visa": "two years in some schools of the former State",
    "yug.visa": "two years in some schools",
    "bra.tecnologo": "two years at the shortest",
    "rou.absolvire": "two years at the shortest",
    "ita.master2": "a year upon the second cycle, set at the third",
}
OTHER_CREDITS = {
    "alb.doctor": "180 credits for three years and no more for longer ones",
    "arm.doktor": "180 credits for three years and no more for longer ones",
    "mda.doctor": "180 credits for three years and no more for longer ones",
    "xkx.doktor": "180 credits for three years and no more for longer ones",
    "kaz.specialist_now": "at least 300 credits",
    "mlt.master": "90 credits in a calendar year",
    "pol.magister": "three to five semesters by the act of 2018, 90 to 120 credits by the centre",
}
EQF_BESIDE_ISCED = {
    "swe.yh": "the qualified diploma of higher vocational education: SeQF 6, ISCED 5",
    "svn.magister_znanosti": "the old research master: EQF 8, ISCED 7",
}


def _all(systems: Systems) -> Iterator[tuple[System, Qualification]]:
    for system in systems.all():
        for qualification in system.qualifications:
            yield system, qualification


def test_an_eqf_level_is_given_only_where_the_country_is_referenced(systems: Systems) -> None:
    assert not [it.id for system, it in _all(systems) if it.eqf is not None and system.eqf.by is None]
    assert not {it.country for it in systems.all() if it.eqf.by is not None} - EQF_COUNTRIES


def test_a_national_level_is_given_only_where_there_is_a_framework_and_its_day(systems: Systems) -> None:
    assert not [it.id for system, it in _all(systems) if it.framework_level and system.national.by is None]
    assert not [it.country for it in systems.all() if it.framework and it.national.by is None]


def test_no_framework_was_linked_before_there_was_anything_to_link_to(systems: Systems) -> None:
    for it in systems.all():
        assert it.eqf.by is None or it.eqf.by >= date(2008, 4, 23), it.country
        assert it.qf_ehea.by is None or it.qf_ehea.by >= date(2005, 5, 20), it.country


def test_the_eqf_level_of_a_degree_is_its_isced_level(systems: Systems) -> None:
    apart = {
        it.id
        for _, it in _all(systems)
        if it.kind is not Kind.ACCESS and it.eqf and it.isced and it.eqf != it.isced
    }
    assert apart == set(EQF_BESIDE_ISCED)


_RISING = (Kind.ACCESS, Kind.SHORT_CYCLE, Kind.FIRST, Kind.SECOND, Kind.THIRD)
FLAT = {
    ("VNM", "FIRST"): "the engineer stands with the master (level 7) and remains a first degree",
    ("ZAF", "FIRST"): "the honours degree and the professional degrees stand at level 8, the master at 9",
    ("GBR", "ACCESS"): "two frameworks side by side, of eight and of twelve levels",
    ("GBR", "FIRST"): "two frameworks side by side, of eight and of twelve levels",
    ("NOR", "SHORT_CYCLE"): "the university college candidate stands in the first cycle",
    ("SWE", "SHORT_CYCLE"): "diplomas of both kinds at level 6",
}


def test_national_levels_do_not_fall_from_one_cycle_to_the_next(systems: Systems) -> None:
    for system in systems.all():
        levels: dict[Kind, list[int]] = {}
        for it in system.qualifications:
            if it.framework_level and it.framework_level.isdecimal():
                levels.setdefault(it.kind, []).append(int(it.framework_level))
        for lower, higher in pairwise(_RISING):
            if lower in levels and higher in levels and (system.country, lower.name) not in FLAT:
                assert max(levels[lower]) <= min(levels[higher]), (system.country, lower, higher)


def test_lengths_are_plausible(systems: Systems) -> None:
    unusual = {
        it.id
        for _, it in _all(systems)
        if it.length
        and not (LENGTHS[it.kind][0] <= it.length.lowest and it.length.highest <= LENGTHS[it.kind][1])
    }
    assert unusual == set(UNUSUAL_LENGTHS)


def test_a_first_degree_ends_after_thirteen_to_twenty_years_of_education(systems: Systems) -> None:
    for system in systems.all():
        school = [it.length.lowest for it in system.qualifications if it.kind is Kind.ACCESS and it.length]
        for it in system.qualifications:
            if it.kind in (Kind.FIRST, Kind.LONG_ONE_TIER) and it.length and school:
                before = {"irn.karshenasi_npv": 2, "pak.master16": 2, "zaf.honours": 3}.get(it.id, 0)
                assert min(school) + before + it.length.highest >= 13, it.id
                assert max(school) + before + it.length.lowest <= 20, it.id


def test_sixty_ects_credits_are_a_year(systems: Systems) -> None:
    other = {
        it.id
        for _, it in _all(systems)
        if it.ects
        and it.length
        and (it.ects.lowest != YEAR * it.length.lowest or it.ects.highest != YEAR * it.length.highest)
    }
    assert other == set(OTHER_CREDITS)


def test_names_are_written_in_the_script_of_their_language(systems: Systems) -> None:
    for _, it in _all(systems):
        for tongue, name in it.names:
            scripts = {unicodedata.name(letter).split()[0] for letter in name if letter.isalpha()}
            assert scripts <= SCRIPTS.get(tongue, {"LATIN"}), (it.id, name)


def test_a_doctorate_opens_no_degree_and_access_opens_one(systems: Systems) -> None:
    degrees = {Kind.FIRST, Kind.LONG_ONE_TIER}
    for _, it in _all(systems):
        assert it.kind is not Kind.THIRD or not it.gives, it.id
        assert it.kind is not Kind.ACCESS or it.gives is None or it.gives & degrees, it.id


def test_no_degree_opens_what_its_country_does_not_have(systems: Systems) -> None:
    for system, it in _all(systems):
        kinds = {other.kind for other in system.qualifications}
        if it.kind is not Kind.ACCESS:
            assert (it.gives or frozenset()) <= kinds, it.id


def _both_awarded_on_some_day(one: Qualification, other: Qualification) -> bool:
    """Say whether the periods of award certainly overlap; an unknown day proves nothing."""
    starts, ends = (one.awarded.start, other.awarded.start), (one.awarded.end, other.awarded.end)
    if UNKNOWN in starts or UNKNOWN in ends:
        return False
    start = max(it for it in starts if isinstance(it, date))
    return all(it is UNBOUNDED or (isinstance(it, date) and it > start) for it in ends)


def test_two_entries_of_one_name_awarded_at_one_time_say_what_sets_them_apart(systems: Systems) -> None:
    for system in systems.all():
        rows = system.qualifications
        for index, one in enumerate(rows):
            for other in rows[index + 1 :]:
                if set(dict(one.names).values()) & set(
                    dict(other.names).values()
                ) and _both_awarded_on_some_day(one, other):
                    apart = [(it.fields, it.part, it.profile, it.note) for it in (one, other)]
                    assert apart[0] != apart[1], (one.id, other.id)


@pytest.mark.parametrize("country", ["DDR", "CSK", "SUN", "YUG"])
def test_a_former_state_awards_nothing_after_its_end(systems: Systems, country: str) -> None:
    ends = {"DDR": 1995, "CSK": 1996, "SUN": 1996, "YUG": 2006}
    for it in systems.system(country).qualifications:
        assert isinstance(it.awarded.end, date)
        assert it.awarded.end.year <= ends[country] + 1, it.id


def test_what_rests_on_the_criteria_of_isced_meets_them(systems: Systems) -> None:
    # ISCED 2011: a long first degree stands with the master from five years on; level 5 takes two and more.
    for _, it in _all(systems):
        rests = dict(it.facts)
        if Fact.ISCED in rests and rests[Fact.ISCED].source.startswith(ISCED):
            assert it.isced == {Kind.ACCESS: 3}.get(it.kind, it.isced), it.id
            if it.kind is Kind.LONG_ONE_TIER and it.length:
                assert it.length.lowest >= 4.5, it.id


def test_years_and_credits_follow_from_each_other_only_where_they_agree(systems: Systems) -> None:
    for _, it in _all(systems):
        from_guide = [fact for fact, source in it.facts if source.source.startswith(ECTS)]
        assert len(from_guide) <= 1, it.id
        assert not from_guide or (it.ects and it.length and it.ects.highest == YEAR * it.length.highest), (
            it.id
        )


def test_every_source_stands_behind_something() -> None:
    sources = read_yaml(DIRECTORY / "sources.yaml").fields
    files = [*(DIRECTORY / "qualifications").glob("*.yaml"), *(DIRECTORY / "grading").glob("*.yaml")]
    named = {word for file in files for word in re.findall(r"[\w-]+", file.read_text(encoding="utf-8"))}
    assert not set(sources) - named
