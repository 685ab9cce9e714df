"""A check in a batch gives byte for byte what it gives alone, faults included."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from services.credentials.adapters.batches.answer_chunks import AnswerChunk, answer_rows
from services.credentials.adapters.batches.blocks import COLUMNS, Gathering, written
from services.credentials.adapters.batches.rendering import Rendering, facts_hash
from services.credentials.adapters.batches.writing import NdjsonWriter
from services.credentials.domain.equivalence.check import Knowledge
from services.credentials.domain.equivalence.request import read_request
from shared.kernel.canonical import sha256
from shared.kernel.errors import Invalid
from tests.unit.credentials.equivalence.knowing import TODAY, knowledge, systems

COUNTRIES = ["FRA", "NOR", "EST", "NLD", "DEU", "USA", "CHN", "IND", "SYR", "TUV", "ALB", "SUN", "XX", ""]
_BOOK = systems()
NAMES = sorted(
    {
        it.english
        for country in ("FRA", "EST", "DEU", "ALB", "IND")
        for it in _BOOK.system(country).qualifications
    }
)

days = st.dates(date(1950, 1, 1), date(2027, 6, 1)).map(str)
rows = st.fixed_dictionaries(
    {
        "award_country": st.sampled_from(COUNTRIES),
        "qualification": st.sampled_from(
            [*NAMES, "Licence", "Bachelor", "fra.licence", "no such thing", " "]
        ),
        "award_date": st.one_of(days, st.sampled_from(["", "yesterday", "2008-04-23", "2024-05-01"])),
        "host_country": st.sampled_from(COUNTRIES),
        "purpose": st.sampled_from(["access", "further study", "work", "leisure", ""]),
    },
    optional={
        "institution": st.sampled_from(
            ["University of Tirana", "Atlantic University of Paris", "Univ. of Bergen", "nowhere", "\x07"]
        ),
        "legal_date": days,
        "known_at": days,
        "holder_status": st.sampled_from(["refugee", "stateless", "king"]),
        "grade": st.sampled_from(["1.7", "14"]),
        "grade_scale": st.sampled_from(["fra.university", "none"]),
    },
)


def singly(known: Knowledge, documents: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    rendering = Rendering(known.reference_data)
    for number, document in enumerate(documents, start=1):
        head = {"row": number, "key": str(number)}
        try:
            request = read_request(document, today=TODAY)
        except Invalid as error:
            yield {**head, "errors": written(error.violations)}
            continue
        answer = rendering.answer(known.check(request), facts=facts_hash(request))
        yield {**head, "answer": answer}


def together(known: Knowledge, documents: list[dict[str, str]]) -> list[bytes]:
    gathering = Gathering()
    for document in documents:
        gathering.add([document.get(name) for name in COLUMNS])
    writer = NdjsonWriter()
    lines = b""
    for block in gathering.end():
        chunk = answer_rows(block.as_arrow(), known, Rendering(known.reference_data), today=TODAY)
        lines += b"".join(writer.write(AnswerChunk.unpacked(chunk.packed())))
    return lines.splitlines()


def assert_agreement(documents: list[dict[str, str]]) -> None:
    alone, found = list(singly(knowledge(), documents)), together(knowledge(), documents)
    assert len(found) == len(alone)
    for line, expected in zip(found, alone, strict=True):
        if "answer" in expected:
            head = orjson.dumps({"row": expected["row"], "key": expected["key"]})[:-1]
            assert line == head + b',"answer":' + expected["answer"] + b"}"
        else:
            assert orjson.loads(line) == expected


@settings(max_examples=40)
@given(st.lists(rows, min_size=1, max_size=40))
def test_random_rows(documents: list[dict[str, str]]) -> None:
    assert_agreement(documents)


def test_a_request_is_named_as_canonical_json_names_it() -> None:
    document = {
        "award_country": "FRA",
        "qualification": 'Licence "ès" lettres\\ \u20ac',
        "award_date": "2015-07-01",
        "host_country": "NOR",
        "purpose": "work",
    }
    full = document | {"legal_date": TODAY.isoformat(), "known_at": TODAY.isoformat()}
    assert facts_hash(read_request(document, today=TODAY)) == bytes.fromhex(
        sha256(full).removeprefix("sha256:")
    )
