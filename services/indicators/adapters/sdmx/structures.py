"""Structure messages: the artefacts that a query asks for, written by pysdmx."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec
import orjson
from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.model import (
    AvailabilityConstraint,
    Components,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    Organisation,
)
from pysdmx.model.__base import ItemScheme, MaintainableArtefact
from pysdmx.model.message import Header

from services.indicators.adapters.sdmx.artefacts import (
    ITEM_KINDS,
    ORGANISATIONS,
    Artefact,
    Artefacts,
    by_kind,
    with_items,
)
from services.indicators.domain.sdmx.structure_query import (
    ALL,
    REFERENCES,
    RELATED,
    StructureQuery,
    with_references,
)
from services.indicators.domain.sdmx.vocabulary import AGENCY, CODELISTS, VERSION
from shared.kernel.errors import NotFound

FORMATS: Mapping[str, Format] = {
    "xml-2.1": Format.STRUCTURE_SDMX_ML_2_1,
    "xml-3.0": Format.STRUCTURE_SDMX_ML_3_0,
    "json-2.0": Format.STRUCTURE_SDMX_JSON_2_0_0,
}
_ONE_MEASURE = re.compile(r"<str:MeasureRelationship>.*?</str:MeasureRelationship>")
_NO_COMPONENTS = re.compile(r"<str:DataStructureComponents>\s*</str:DataStructureComponents>")
_OF_STUBS = frozenset(
    {"id", "agencyID", "version", "name", "names", "description", "descriptions", "annotations", "links"}
    | {"isExternalReference", "isPartial"}
)


class UnknownArtefact(NotFound):
    """The query names an artefact that does not exist."""

    code = "unknown_artefact"
    title = "No such artefact"


def find(artefacts: Artefacts, query: StructureQuery) -> list[Artefact]:
    """Give what the query asks for, with its references. Raises UnknownArtefact where one is named in vain.

    A query for all artefacts of a kind of which there are none gives none.
    """
    kinds = by_kind(artefacts)
    wanted = [it for it in _candidates(kinds, query) if query.wants(str(it.agency), it)]
    if not wanted and query.id not in ALL:
        raise UnknownArtefact(f"there is no {query.kind} {query.agency}:{query.id}({query.version})")
    along = _along(kinds, wanted, query.related)
    if query.items is not None:
        wanted = _with_items(wanted, query.items)
    if query.detail == "referencepartial":
        along = _used_by([*wanted, *along], along)
    return [*_in_detail(wanted, query.detail, "all"), *_in_detail(along, query.detail, "reference")]


def _candidates(kinds: Mapping[str, Sequence[Artefact]], query: StructureQuery) -> Sequence[Artefact]:
    if query.kind == "organisationscheme":
        return [it for kind in ORGANISATIONS for it in kinds[kind]]
    if query.kind in {"structure", "*"}:
        schemes = kinds if query.items is None else ITEM_KINDS & kinds.keys()
        return [it for kind, held in kinds.items() if kind in schemes for it in held]
    return kinds[query.kind]


def _along(
    kinds: Mapping[str, Sequence[Artefact]], wanted: Sequence[Artefact], related: frozenset[str]
) -> list[Artefact]:
    """Give the artefacts that come along with the wanted ones."""
    everything = {it.short_urn: it for held in kinds.values() for it in held}
    links = {name: _references(it) for name, it in everything.items()}
    names = [it.short_urn for it in wanted]
    found = with_references(names, related & REFERENCES, links)
    of_kind = {it.short_urn for kind in related - REFERENCES for it in kinds[kind]}
    found |= of_kind & with_references(names, frozenset({RELATED}), links)
    return [everything[name] for name in sorted(found)]


def _with_items(schemes: Sequence[Artefact], ids: frozenset[str]) -> list[Artefact]:
    """Keep of each scheme the items with these ids, and the schemes that have any. Raises UnknownArtefact."""
    partial = [with_items(it, ids) for it in schemes if isinstance(it, ItemScheme)]
    found = [it for it in partial if it.items]
    if schemes and not found:
        raise UnknownArtefact(f"no scheme that was asked for has an item {', '.join(sorted(ids))}")
    return [*found]


def _in_detail(found: Sequence[Artefact], detail: str, whose: str) -> list[Artefact]:
    """Show artefacts as `detail` says of all of them, or of those that come along (`whose`)."""
    stubs = {"allstubs", "allcompletestubs", f"{whose}stubs", f"{whose}completestubs"}
    if detail in stubs:
        return [_stub(it, complete="complete" in detail) for it in found]
    return list(found)


def _used_by(users: Sequence[Artefact], along: Sequence[Artefact]) -> list[Artefact]:
    """Keep of the concepts that come along those that data structures use; nothing limits code lists."""
    structures = [it for it in users if isinstance(it, DataStructureDefinition)]
    used = frozenset(each.id for it in structures for each in it.components)
    return [with_items(it, used) if isinstance(it, ConceptScheme) and used else it for it in along]


def _stub(it: Artefact, *, complete: bool) -> Artefact:
    """Leave of an artefact what identifies it, its name, and in a complete stub its description."""
    kept: dict[str, object] = {"is_external_reference": True}
    if not complete:
        kept["description"] = None
    if isinstance(it, ItemScheme):
        kept["items"] = ()
    if isinstance(it, DataStructureDefinition):
        kept["components"] = Components([])
    return msgspec.structs.replace(it, **kept)


def _references(it: Artefact) -> Sequence[str]:
    if isinstance(it, Dataflow):
        return [f"DataStructure={AGENCY}:{it.id}({VERSION})"]
    if isinstance(it, DataStructureDefinition):
        lists = {CODELISTS[each.id] for each in it.components if each.local_enum_ref}
        return [
            f"ConceptScheme={AGENCY}:CS_SYMBOLON({VERSION})",
            *(f"Codelist={AGENCY}:{name}({VERSION})" for name in sorted(lists)),
        ]
    return []


def write(found: Sequence[Artefact | AvailabilityConstraint], form: str, message_id: str) -> bytes:
    """Write a structure message in one of FORMATS."""
    header = Header(id=message_id, prepared=datetime.now(UTC), sender=Organisation(id=AGENCY))
    if form == "json-2.0":
        return _json(found, header)
    # A stub of a dataflow does not tell its structure. (In JSON pysdmx insists on it, so it goes afterwards.)
    shown = [
        msgspec.structs.replace(it, structure=None) if isinstance(it, Dataflow) and _is_stub(it) else it
        for it in found
    ]
    # What pysdmx writes beyond need: the components of a stub, though there are none; and the relationship
    # of an attribute with the one measure there is, which sdmx1 2.28 cannot read.
    text = _text(shown, form, header)
    return _ONE_MEASURE.sub("", _NO_COMPONENTS.sub("", text)).encode()


def _json(found: Sequence[Artefact | AvailabilityConstraint], header: Header) -> bytes:
    if not found:
        # pysdmx writes no JSON message without artefacts.
        meta = {"id": header.id, "prepared": header.prepared.isoformat(), "sender": {"id": AGENCY}}
        return orjson.dumps({"meta": meta, "data": {}})
    # Empty lists are not valid under the schema of SDMX-JSON 2.0.
    text = _text(found, "json-2.0", header).replace(',"groups":[]', "")
    text = text.replace(',"cubeRegions":[{"keyValues":[]}]', "")
    if not any(_is_stub(it) for it in found):
        return text.encode()
    message = orjson.loads(text)
    for held in message["data"].values():
        for it in held:
            if it.get("isExternalReference"):
                for name in it.keys() - _OF_STUBS:
                    del it[name]
    return orjson.dumps(message)


def _text(found: Sequence[Artefact | AvailabilityConstraint], form: str, header: Header) -> str:
    text = write_sdmx(list(found), FORMATS[form], prettyprint=False, header=header)
    if text is None:
        raise TypeError("pysdmx gave no text")
    return text


def _is_stub(it: Artefact | AvailabilityConstraint) -> bool:
    return isinstance(it, MaintainableArtefact) and it.is_external_reference
