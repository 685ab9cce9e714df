"""Stata data sets of the forms 117 to 119, written as "help dta" lays them out."""

import struct
from collections.abc import Sequence
from typing import Any

_WIDTHS = {117: (33, 49, 33, 81), 118: (129, 57, 129, 321), 119: (129, 57, 129, 321)}
TEXT, INT, DOUBLE = 20, 65529, 65526


def a_new_stata_file(
    names: Sequence[str], rows: Sequence[Sequence[Any]], *, form: int = 118, order: str = "<"
) -> bytes:
    """Write rows whose fields are texts, whole numbers of two bytes, and fractions."""
    name, fmt, label_name, label = _WIDTHS[form]
    kinds = [TEXT if isinstance(it, str) else INT if isinstance(it, int) else DOUBLE for it in rows[0]]
    row = struct.Struct(order + "".join({TEXT: f"{TEXT}s", INT: "h", DOUBLE: "d"}[it] for it in kinds))
    count, variables = "I" if form == 117 else "Q", "I" if form == 119 else "H"
    byte_order = "LSF" if order == "<" else "MSF"
    head = f"<stata_dta><header><release>{form}</release><byteorder>{byte_order}</byteorder><K>".encode()
    head += struct.pack(order + variables, len(names)) + b"</K><N>"
    head += struct.pack(order + count, len(rows)) + b"</N><label>"
    head += bytes(1 if form == 117 else 2) + b"</label><timestamp>\0</timestamp></header>"
    data = b"".join(row.pack(*(it.encode() if isinstance(it, str) else it for it in each)) for each in rows)
    sort = "I" if form == 119 else "H"
    sections = [
        (b"variable_types", struct.pack(f"{order}{len(names)}H", *kinds)),
        (b"varnames", b"".join(it.encode().ljust(name, b"\0") for it in names)),
        (b"sortlist", struct.pack(f"{order}{len(names) + 1}{sort}", *[0] * (len(names) + 1))),
        (b"formats", bytes(fmt * len(names))),
        (b"value_label_names", bytes(label_name * len(names))),
        (b"variable_labels", bytes(label * len(names))),
        (b"characteristics", b""),
        (b"data", data),
        (b"strls", b""),
        (b"value_labels", b""),
    ]
    whole = head + b"<map>" + bytes(14 * 8) + b"</map>"
    places = [0, len(head)]
    for tag, content in sections:
        places.append(len(whole))
        whole += b"<" + tag + b">" + content + b"</" + tag + b">"
    places.append(len(whole))
    whole += b"</stata_dta>"
    places.append(len(whole))
    start = len(head) + len(b"<map>")
    return whole[:start] + struct.pack(order + "14Q", *places) + whole[start + 14 * 8 :]
