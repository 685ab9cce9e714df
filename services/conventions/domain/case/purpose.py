"""What the holder wants the recognition for, read from the applicant's own words.

The conventions distinguish by purpose: further study, work, a period counted towards a programme, a title,
a regulated profession, admission to a selective programme. The words stay free; only these are read in them.
"""

import re
from dataclasses import dataclass

_WORK = re.compile(r"\b(work|working|employ\w*|job|labour|labor|occupation)\b")
_PRACTISE = re.compile(r"\b(practi[sc]e|practi[sc]ing|licen[cs]e\w*|profession\w*|registration)\b")
_ANY_PROFESSION = re.compile(r"\b(a|the|my|his|her|their) (regulated )?profession\b")
_TITLE = re.compile(r"\btitles?\b")
_SELECTIVE = re.compile(r"\b(numerus clausus|selective|limited places|restricted admission|competitive)\b")
_STUDY = re.compile(r"\b(study|studies|studying|access|admission|bachelor\w*|master\w*|doctora\w*|phd)\b")
_LISTED = re.compile(
    r"\b(doctors?|physicians?|medical practitioners?|general care|nurses?|nursing|dentists?|dental"
    r"|veterinar\w*|vets?|midwi\w*|pharmacists?|architects?)\b"
)
"""The seven professions of Directive 2005/36/EC, Art 21."""

_SPECIALISED = re.compile(r"\b(assistant|auxiliary|aide|technician|hygienist|landscape|interior)\b")
"""Neighbouring occupations that Art 21 does not list."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What was understood of the stated purpose; `stated` is False when none was given."""

    stated: bool = True
    work: bool = False
    title: bool = False
    study: bool = False
    selective: bool = False
    names_a_profession: bool = False
    listed_profession: bool = False


UNSTATED = Purpose(stated=False)


def read_purpose(text: str | None) -> Purpose:
    """Understand the applicant's words."""
    if text is None or not text.strip():
        return UNSTATED
    words = text.casefold()
    practise = bool(_PRACTISE.search(words)) and not _ANY_PROFESSION.search(words)
    listed = bool(_LISTED.search(words)) and not _SPECIALISED.search(words)
    return Purpose(
        work=bool(_WORK.search(words)),
        title=bool(_TITLE.search(words)),
        study=bool(_STUDY.search(words)),
        selective=bool(_SELECTIVE.search(words)),
        names_a_profession=practise or listed,
        listed_profession=listed,
    )
