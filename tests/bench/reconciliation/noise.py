"""What happens to affiliations on their way through other people's systems, done to the labelled ones.

The labels stay right: little is taken away that says which institution is meant, but for letters that a wrong
encoding destroys, and the address, without which some names are those of several institutions. Each
disturbance is drawn from the text itself, so that every run disturbs alike.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from services.credentials.domain.reconciliation.places import COUNTRY_NAMES
from services.credentials.domain.reconciliation.text import fold, tokens
from tests.bench.reconciliation.labelled import Labelled, draw

_MAY_BE_A_NAME = re.compile("univ|uni |instit|colle|schul|school|acad|akad|poli|ecol|scuol|facul|hosp|tech")
Disturbance = Callable[[str], str]


def no_commas(text: str) -> str:
    """Run all parts together, as some publishers deliver them."""
    return re.sub(r"\s+", " ", re.sub(r"[,;:]", " ", text))


def semicolons(text: str) -> str:
    """Put semicolons between the parts."""
    return text.replace(",", ";")


def tight_commas(text: str) -> str:
    """Leave no space behind commas and double it elsewhere."""
    return re.sub(r",\s*", ",", text).replace(" ", "  ")


def capitals(text: str) -> str:
    """Write everything in capitals."""
    return text.upper()


def lower_case(text: str) -> str:
    """Write everything in small letters."""
    return text.lower()


def no_accents(text: str) -> str:
    """Leave the marks away from Latin letters."""
    return "".join(it for it in unicodedata.normalize("NFKD", text) if not unicodedata.combining(it))


def mojibake(text: str) -> str:
    """Read UTF-8 as if it were Windows' Western code page."""
    return text.encode("utf-8").decode("cp1252", errors="replace")


def question_marks(text: str) -> str:
    """Keep ASCII and nothing else."""
    return text.encode("ascii", errors="replace").decode("ascii")


def entities(text: str) -> str:
    """Write letters beyond ASCII, and ampersands, as entities of HTML."""
    return html.escape(text).encode("ascii", errors="xmlcharrefreplace").decode("ascii")


def escaped(text: str) -> str:
    """Put backslashes before punctuation, as for a search engine."""
    return re.sub(r"([-+/:()&\"!])", r"\\\1", text)


def numbered(text: str) -> str:
    """Set the mark of a footnote in front, joined to the first word or not."""
    mark = ("1", "a ", "2 ", "[3] ", "(1)", "* ", "† ", "c")[draw(text) % 8]
    return mark + text


def with_address(text: str) -> str:
    """Add a street, a postal code and a mailbox of a free provider."""
    number = draw(text)
    street = ("12 King Street", "Rua da Paz 100", "Hauptstr. 5", "No. 38 Xueyuan Road", "P.O. Box 1142")
    return f"{text}, {street[number % 5]}, {10_000 + number % 89_000}. E-mail: j.smith{number % 90}@gmail.com"


def backwards(text: str) -> str:
    """Begin with the widest part: country first, department last."""
    return ", ".join(reversed([it.strip() for it in text.rstrip(". ").split(",")]))


def no_country(text: str) -> str:
    """Leave the last part away where it is a country."""
    rest, _, last = text.rstrip(". ").rpartition(",")
    return rest if rest and tuple(tokens(fold(last))) in COUNTRY_NAMES else text


def no_address(text: str) -> str:
    """Leave all parts away behind the last that may hold a name."""
    parts = text.split(",")
    while len(parts) > 1 and not _MAY_BE_A_NAME.search(fold(parts[-1])):
        parts.pop()
    return ",".join(parts)


def lines(text: str) -> str:
    """Break the line after each part."""
    return re.sub(r",\s*", ",\r\n", text)


def with_person(text: str) -> str:
    """Set the author and a title in front."""
    return f"Prof. Dr. Maria J. Okafor, PhD, {text}"


DISTURBANCES: tuple[Disturbance, ...] = (
    no_commas,
    semicolons,
    tight_commas,
    capitals,
    lower_case,
    no_accents,
    mojibake,
    question_marks,
    entities,
    escaped,
    numbered,
    with_address,
    backwards,
    no_country,
    no_address,
    lines,
    with_person,
)


def disturbed(cases: Sequence[Labelled]) -> Iterator[tuple[str, list[Labelled]]]:
    """Give the texts in each disturbance, in the half of the text that they were made of."""
    for disturb in DISTURBANCES:
        changed = [replace(it, query=replace(it.query, text=disturb(it.query.text))) for it in cases]
        yield disturb.__name__.replace("_", " "), changed
