"""Which lists a credential names, and at which place of them it stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

MAX_ENTRIES = 8
MAX_INDEX = 2**31
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")


class Form(Enum):
    """The two formats of status lists that are read."""

    BITSTRING = "BitstringStatusListEntry"
    TOKEN = "status_list"  # noqa: S105 - a member's name


class Unlisted(Exception):
    """The credential's status cannot be looked up."""

    def __init__(self, code: str, detail: str, pointer: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in a list. `purpose` is `status` in token lists, whose values have meanings of their own."""

    form: Form
    address: str
    index: int
    purpose: str
    size: int
    pointer: str


def entries_of(credential: Mapping[str, Any]) -> list[Entry]:
    """Read the status entries. Raises Unlisted where one cannot be read."""
    found = credential.get("credentialStatus")
    listed = found if isinstance(found, list) else [] if found is None else [found]
    if len(listed) > MAX_ENTRIES:
        detail = f"the credential names more than {MAX_ENTRIES} status lists"
        raise Unlisted("too_many_lists", detail, "/credentialStatus")
    entries = [
        _bitstring(it, f"/credentialStatus/{at}" if isinstance(found, list) else "/credentialStatus")
        for at, it in enumerate(listed)
    ]
    match credential.get("status"):
        case {"status_list": entry}:
            entries.append(_token(entry))
    return entries


def _bitstring(entry: Any, pointer: str) -> Entry:
    match entry:
        case {
            "type": Form.BITSTRING.value,
            "statusListCredential": str(address),
            "statusListIndex": index,
            "statusPurpose": str(purpose),
        }:
            size = entry.get("statusSize", 1)
            if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= 8:
                raise Unlisted("status_malformed", "the size of a status is 1 to 8 bits here", pointer)
            return Entry(Form.BITSTRING, address, _index(index, pointer), purpose, size, pointer)
    raise Unlisted(
        "unsupported_status", "the credential's status is of a kind that is not read here", pointer
    )


def _token(entry: Any) -> Entry:
    pointer = "/status/status_list"
    match entry:
        case {"uri": str(address), "idx": int(index)}:
            return Entry(Form.TOKEN, address, _index(index, pointer), "status", 0, pointer)
    raise Unlisted("status_malformed", "a place in a token status list has uri and idx", pointer)


def _index(value: Any, pointer: str) -> int:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _INDEX.fullmatch(text) or int(text) > MAX_INDEX:
        raise Unlisted("status_malformed", "the index in the status list is no whole number", pointer)
    return int(text)
