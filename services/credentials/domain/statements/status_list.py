"""The list that says which statements no longer stand: W3C Bitstring Status List v1.0.

One bit a statement, the first is the left-most; GZIP, then base64url in multibase (``u``). The list is never
shorter than the standard's 131,072 entries, and half of them stay free: whoever fetches it does not tell
which statement it is about, and the places of statements say nothing of their order.
"""

import base64
import gzip
from collections.abc import Iterable

ENTRIES = 131_072
ALLOTTED_AT_MOST = ENTRIES // 2


def encode(withdrawn: Iterable[int]) -> str:
    """Write the list. Raises IndexError on a place that it has not got."""
    bits = bytearray(ENTRIES // 8)
    for place in withdrawn:
        if not 0 <= place < ENTRIES:
            raise IndexError(f"the list has no place {place}")
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
