"""A table of more than a hundred rows as the world sends them, each with what must become of it.

A row is either answered, or refused with just these faults: (place, code). Whatever it does, its neighbours
are answered.
"""

from dataclasses import dataclass, field

COLUMNS = (
    "key,award_country,qualification,award_date,host_country,purpose,institution,legal_date,grade,"
    "holder_status"
)
GOOD = {
    "award_country": "FRA",
    "qualification": "Licence",
    "award_date": "2015-07-01",
    "host_country": "NOR",
    "purpose": "work",
}


@dataclass(frozen=True)
class Row:
    """`content` is the row as bytes, its line end included; without `faults` it is answered."""

    name: str
    content: bytes
    faults: frozenset[tuple[str, str]] = field(default_factory=frozenset)


_ROWS: list[Row] = []


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(it in text for it in ',"\n\r') else text


def _cells(name: str, **changes: str) -> bytes:
    values = {"key": name.replace(" ", "-")} | GOOD | changes
    return ",".join(_quoted(values.get(column, "")) for column in COLUMNS.split(",")).encode() + b"\n"


def _row(name: str, *faults: tuple[str, str], **changes: str) -> None:
    _ROWS.append(Row(name, _cells(name, **changes), frozenset(faults)))


def _raw(name: str, content: bytes, *faults: tuple[str, str]) -> None:
    _ROWS.append(Row(name, content, frozenset(faults)))


_row("a plain row")

# Texts that are strange and harmless.
for number, text in enumerate(
    (
        "=1+1",
        '=HYPERLINK("http://example.org","click")',
        "+49 89",
        "-1",
        "@SUM(A1:A9)",
        "=cmd|' /C calc'!A0",
        "Robert'); DROP TABLE jobs;--",
        "<script>alert(1)</script>",
        "{{7*7}} ${7*7} %s %n",
        "../../etc/passwd",
        "first line\nsecond line",
        "first line\r\nsecond line",
        'Ecole "Polytechnique", Paris',
        "北京大学",
        "جامعة دمشق",
        "Київський національний університет",
        "e\u0301cole combinée",
        "\u202egnirts desrever",
        "zero\u200bwidth",
        "😀 University",
        "NULL",
        "None",
        "nan",
        "true",
        "[]",
        '{"a":1}',
        "," * 50,
        '"' * 20,
        "x" * 300,
        "   spaces around   ",
        "tab\tinside",
    )
):
    _row(f"institution {number}", institution=text)
FULL_WIDTH = "".join(chr(ord(it) + 0xFEE0) for it in "Licence")
for number, text in enumerate(("=Licence", "LICENCE", "licence ", "Licence, mention Droit", FULL_WIDTH)):
    _row(f"qualification {number}", qualification=text)

# Values that are none.
for number, text in enumerate(("XX", "France", "fra", "250", "FRA;DROP", "F\u0420A", "🇫🇷", "ZZZ")):
    _row(f"country {number}", ("/award_country", "unknown_country"), award_country=text)
for number, text in enumerate(
    (
        *(
            "01/07/2015",
            "2015-7-1",
            "20150701",
            "2015-W27-3",
            "2015-02-30",
            "yesterday",
            "2015-07-01T00:00:00",
        ),
        *(
            "42186",
            "0000-00-00",
            "\u0661\u0669\u0669\u0669-01-01",
            "2015-07",
            "=DATE(2015,7,1)",
            "--",
            "9" * 200,
        ),
    )
):
    _row(f"date {number}", ("/award_date", "not_a_date"), award_date=text)
_row("date in the future", ("/award_date", "award_in_the_future"), award_date="2999-01-01")
_row("date long ago", ("/award_date", "date_out_of_range"), award_date="1066-10-14")
_row("award after law", ("/award_date", "award_after_legal_date"), legal_date="2010-01-01")
_row("law of the future", ("/legal_date", "legal_date_in_the_future"), legal_date="2999-01-01")
_row("law is no day", ("/legal_date", "not_a_date"), legal_date="soon")
for number, text in enumerate(("fun", "Work", "work;study", "1", "=work")):
    _row(f"purpose {number}", ("/purpose", "unknown_code"), purpose=text)
_row("holder", ("/holder_status", "unknown_code"), holder_status="king")
_row("one country twice", ("/host_country", "same_country"), host_country="FRA")
_row("institution too long", ("/institution", "too_long"), institution="x" * 301)
_row("qualification too long", ("/qualification", "too_long"), qualification="Licence " * 100)
_row("control character", ("/institution", "control_character"), institution="a\x07b")
_row("escape sequence", ("/institution", "control_character"), institution="\x1b[2J")
_row("nul", ("/institution", "control_character"), institution="a\x00b")
for name in GOOD:
    _row(f"no {name}", (f"/{name}", "missing"), **{name: ""})
_row("only spaces", ("/qualification", "missing"), qualification="   ")
_row(
    "three faults at once",
    ("/award_country", "unknown_country"),
    ("/award_date", "not_a_date"),
    ("/purpose", "missing"),
    award_country="XX",
    award_date="x",
    purpose="",
)

# Rows that are none.
_raw("too few fields", b"few,FRA,Licence\n", ("", "wrong_number_of_fields"))
_raw("one field", b"alone\n", ("", "wrong_number_of_fields"))
_raw("too many fields", b"many" + b",x" * 40 + b"\n", ("", "wrong_number_of_fields"))
_raw("semicolons instead", b"semi;FRA;Licence;2015-07-01;NOR;work;;;;\n", ("", "wrong_number_of_fields"))
_raw("prose", b"this is not a row at all\n", ("", "wrong_number_of_fields"))
_raw("words after a quote", b'q,"FRA"xx,Licence,2015-07-01,NOR,work,,,,\n', ("", "malformed_row"))
_raw("a quote that never ends", b'open,FRA,"Licence,2015-07-01,NOR,work,,,,\n', ("", "unclosed_quote"))
_raw("Latin-1", b"latin,FRA,Licence,2015-07-01,NOR,work,Universit\xe9,,,\n", ("/institution", "invalid_utf8"))
_raw("Shift-JIS", b"sjis,FRA,\x93\x8c\x8b\x9e,2015-07-01,NOR,work,,,,\n", ("/qualification", "invalid_utf8"))
_raw(
    "overlong UTF-8", b"over,FRA,Licence,2015-07-01,NOR,work,\xc0\xaf,,,\n", ("/institution", "invalid_utf8")
)
_raw(
    "a field of ten megabytes",
    b"big,FRA," + b"x" * 10_000_000 + b",2015-07-01,NOR,work,,,,\n",
    ("", "row_too_large"),
)
_raw(
    "ten megabytes of lines in quotes",
    b'lines,FRA,"' + b"y\n" * 5_000_000 + b'",2015-07-01,NOR,work,,,,\n',
    ("", "row_too_large"),
)
_row("duplicate key")
_raw("the same key again", _cells("duplicate key"), ("/key", "duplicate_key"))
_raw("a key too long", _cells("k" * 101), ("/key", "malformed_key"))
_raw("a key with a bell", _cells("a\x07key"), ("/key", "malformed_key"))
_raw("a bare carriage return", _cells("cr").replace(b"Licence", b"Lic\rence"), ("", "malformed_row"))
_row("the last row")

ROWS = tuple(_ROWS)


def table(*, mark: bool = True) -> bytes:
    """The whole table, a good row between any two, behind a byte order mark."""
    rows = b"".join(row.content + _cells(f"good {number}") for number, row in enumerate(ROWS))
    return (b"\xef\xbb\xbf" if mark else b"") + COLUMNS.encode() + b"\r\n" + b"\n" + rows
