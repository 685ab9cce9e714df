"""What speaks for and against a candidate, as numbers between 0 and about 1, each with a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.credentials.domain.reconciliation.alignment import Alignment
from services.credentials.domain.reconciliation.index import NameIndex, Profile
from services.credentials.domain.reconciliation.mention import Mention
from services.credentials.domain.reconciliation.places import COUNTRY_NAMES, agree, today
from services.credentials.domain.reconciliation.vocabulary import HEADS, WEIGHTLESS
from services.credentials.domain.register.institution import NameKind

COMPLETE = 0.97
"""A name is found when this share of what it tells is found."""
MEANINGS = {
    "clean": "the whole name stands in the text, undisturbed",
    "whole_text": "the text is the name and nothing more, but for places",
    "clean_in_city": "the whole name stands there undisturbed, and its city is named",
    "clean_in_country": "the whole name stands there undisturbed, and its country is named",
    "head_missing": "the word that says what it is (university, college) is missing",
    "school_of_it": "the proper name stands before a school, as in Dartmouth Medical School",
    "goes_on": "the name goes on with 'of' or 'and': perhaps it is a longer one",
    "name_missing": "the share of what the name tells that is missing in the text",
    "name_weight": "how much the words that were found tell; rare words tell more",
    "foreign_words": "other words stand inside the name",
    "word_before": "a word directly before the name seems to belong to it",
    "words_run_on": "a word stands directly before the name, in a text without commas",
    "word_after": "a word directly after the name seems to belong to it",
    "across_parts": "the name runs over a comma or another border",
    "out_of_order": "the words of the name stand in another order",
    "head_elsewhere": "the name is turned round, as in Oslo University",
    "turned_alone": "the name is turned round, and is all of the text but for places",
    "slips": "words that are alike but not the same",
    "acronym": "the text has the acronym, not written as one",
    "acronym_in_capitals": "the text has the acronym",
    "single_word": "the name is a single word",
    "no_head_word": "the name has no word that says what it is",
    "country_agrees": "the country agrees",
    "country_differs": "the text or the caller names another country",
    "city_agrees": "a city of its seats is named",
    "region_agrees": "a region of its seats is named",
    "alias": "it is a lesser name of the institution",
    "place_left_out": "its register writes a place behind the name, which is not there",
    "same_name": "other institutions of that country bear the same name",
    "ceased": "the registers say that it no longer exists",
    "not_in_that_year": "it did not exist in the year asked about",
    "inside_longer_name": "the text has a longer name of another institution around this one",
    "fits_another": "the same words are, letter by letter, the name of another institution",
    "shares_words": "its first words end the name of another institution",
    "part_named": "a part of it that is an institution itself is named too",
    "whole_named": "the institution that it is a part of is named too",
    "other_names": "names of other institutions stand elsewhere in the text",
}
"""What each kind of evidence says, for a person."""

CLEAN = ("clean", "whole_text", "clean_in_city", "clean_in_country")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the caller says beside the text."""

    country: str | None = None
    city: tuple[str, ...] = ()
    year: int | None = None


@dataclass(slots=True)
class Candidate:
    """One institution by the name that fits best."""

    institution: int
    profile: Profile
    alignment: Alignment
    evidence: dict[str, float]


def preliminary(it: Alignment) -> float:
    """Rank the names of one institution among themselves."""
    disturbance = (it.foreign + it.left + it.right) / 12 + it.crossings / 20
    return it.covered * (1 + it.found / 40) - disturbance - (2 * it.disorder + it.swapped + it.slips) / 20


def weigh(
    it: Alignment, profile: Profile, mention: Mention, said: Circumstances, index: NameIndex
) -> dict[str, float]:
    """Collect the evidence for one candidate by itself."""
    name = it.name
    country = _country(profile, mention, said)
    city = _city(it, profile, mention, said)
    own = profile.own
    headless = not name.acronym and not it.head and not HEADS.isdisjoint(name.words)
    clean = (
        it.covered >= COMPLETE
        and (it.head or name.acronym or len(name.words) > 1)
        and not (it.foreign or it.left or it.right or it.goes_on or it.disorder)
        and (
            it.crossings == 0
            or (it.crossings == 1 and it.head and mention.words[it.last] in own)
            or _fills_its_parts(it, mention)
        )
    )
    whole = clean and _whole(it, mention)
    return {
        "clean": float(clean and not name.acronym),
        "whole_text": float(whole),
        "clean_in_city": float(clean and city and not name.acronym),
        "clean_in_country": float(clean and country is True and not name.acronym),
        "head_missing": float(headless),
        "school_of_it": float(headless and it.right == 0 and not it.left and _school_follows(it, mention)),
        "goes_on": float(it.goes_on),
        "name_missing": 1.0 - min(it.covered, 1.0),
        "name_weight": min(it.found, 20.0) / 10,
        "foreign_words": min(it.foreign, 12.0) / 6,
        "word_before": min(it.left, 8.0) / 8,
        "words_run_on": min(it.run, 8.0) / 8,
        "word_after": min(it.right, 8.0) / 8,
        "across_parts": float(min(it.crossings, 2)),
        "out_of_order": float(it.disorder > 0),
        "head_elsewhere": float(it.swapped),
        "turned_alone": float(whole and it.swapped),
        "slips": float(it.slips),
        "acronym": float(name.acronym and not it.capitals),
        "acronym_in_capitals": float(name.acronym and it.capitals),
        "single_word": float(len(name.words) == 1 and not name.acronym),
        "no_head_word": float(not name.acronym and HEADS.isdisjoint(name.words)),
        "country_agrees": float(country is True),
        "country_differs": float(country is False),
        "city_agrees": float(city),
        "region_agrees": float(_region(profile, mention)),
        "alias": float(name.kind is NameKind.ALIAS),
        "place_left_out": float(name.short and not _place_said(it, profile, mention)),
        "same_name": _namesakes(it, profile, mention, index),
        "ceased": float(not profile.active),
        "not_in_that_year": float(_wrong_year(profile, said)),
    }


def compare(candidates: Sequence[Candidate]) -> None:
    """Add what candidates say about each other: a longer name around a name, other names elsewhere."""
    complete = [
        it
        for it in candidates
        if it.alignment.covered >= COMPLETE
        and not (it.evidence["country_differs"] or it.alignment.crossings or it.alignment.foreign > 0.5)
    ]
    for one in candidates:
        a = one.alignment
        inside, rivals, another, shares = 0.0, 0, False, False
        for other in complete:
            if other is one:
                continue
            b = other.alignment
            shares = shares or b.first < a.first <= b.last < a.last
            another = another or ((a.first, a.last) == (b.first, b.last) and b.disturbance < a.disturbance)
            if b.first <= a.first and a.last <= b.last:
                if b.found > a.found + 0.5 and b.foreign <= 0.5:
                    inside = max(inside, min((b.found - a.found) / 6, 1.0))
            elif (b.first > a.last or b.last < a.first) and other.profile.id not in one.profile.kin:
                rivals += bool(other.evidence["clean"])
        one.evidence["inside_longer_name"] = inside
        one.evidence["fits_another"] = float(another)
        one.evidence["shares_words"] = float(shares)
        named = {it.profile.id for it in complete if it is not one}
        one.evidence["part_named"] = float(not named.isdisjoint(one.profile.parts))
        one.evidence["whole_named"] = float(not named.isdisjoint(one.profile.wholes))
        if inside > 0.2:
            one.evidence.update(dict.fromkeys(CLEAN, 0.0))
        one.evidence["other_names"] = float(min(rivals, 2))


def _fills_its_parts(it: Alignment, mention: Mention) -> bool:
    """Say whether a name begins with a part of the text and ends with one ("Nevada, Las Vegas")."""
    parts = mention.part_of
    begins = it.first == 0 or parts[it.first - 1] != parts[it.first]
    return begins and (it.last == len(parts) - 1 or parts[it.last + 1] != parts[it.last])


def _whole(it: Alignment, mention: Mention) -> bool:
    """Say whether the text is the name and nothing more, but for places."""
    places = mention.places.mentioned
    twins = mention.twins(mention.part_of[it.first])
    rest = [
        word
        for at, word in enumerate(mention.words)
        if not it.first <= at <= it.last and mention.part_of[at] not in twins
    ]
    return all(word in WEIGHTLESS or (places and (word,) in COUNTRY_NAMES) for word in rest)


def _school_follows(it: Alignment, mention: Mention) -> bool:
    """Say whether a school stands behind the proper name ("Dartmouth Medical School")."""
    ahead = range(it.last + 1, min(it.last + 4, len(mention.words)))
    return any(
        mention.words[at] == "school" and mention.part_of[at] == mention.part_of[it.last] for at in ahead
    )


def _country(profile: Profile, mention: Mention, said: Circumstances) -> bool | None:
    """Say whether the country agrees; None where neither text nor caller tells."""
    if said.country is not None:
        return any(agree(one, it) for one in today(said.country) for it in profile.countries)
    places = mention.places
    if any(agree(one, other) for one in places.mentioned for other in profile.countries):
        return True
    return False if places.stated else None


def _city(it: Alignment, profile: Profile, mention: Mention, said: Circumstances) -> bool:
    if said.city:
        return any(set(said.city) & set(city) for city in profile.cities)
    return any(_stands(city, mention, it) or _stands(city[-1:], mention, it) for city in profile.cities)


def _stands(city: tuple[str, ...], mention: Mention, it: Alignment) -> bool:
    """Say whether a city stands in the text outside the name, or closes it."""
    if f" {' '.join(city)} " not in mention.line:
        return False
    words, size = mention.words, len(city)
    return any(
        words[at : at + size] == city and not it.first <= at < it.last for at in range(len(words) - size + 1)
    )


def _place_said(it: Alignment, profile: Profile, mention: Mention) -> bool:
    """Say whether a word of its places stands outside the name."""
    return any(word in profile.own and not it.first <= at <= it.last for at, word in enumerate(mention.words))


def _region(profile: Profile, mention: Mention) -> bool:
    if mention.regions.intersection(profile.regions):
        return True
    return any(f" {' '.join(region)} " in mention.line for region in profile.regions)


def _namesakes(it: Alignment, profile: Profile, mention: Mention, index: NameIndex) -> float:
    """Count others of that name and country; where the text says the place of this one, those there."""
    said = _place_said(it, profile, mention)
    others = [
        other
        for other in map(index.profiles.__getitem__, index.namesakes(it.name.words))
        if other is not profile
        and other.active
        and not set(other.countries).isdisjoint(profile.countries)
        and (not said or _place_said(it, other, mention))
    ]
    return min(len(others), 3) / 2 if it.covered >= COMPLETE else 0.0


def _wrong_year(profile: Profile, said: Circumstances) -> bool:
    if said.year is None:
        return False
    early = profile.first_year is not None and said.year < profile.first_year
    late = profile.last_year is not None and said.year > profile.last_year
    return early or late
