"""Structure messages: the artefacts that a query asks for, written by pysdmx."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import orjson
from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.model import AvailabilityConstraint, Dataflow, DataStructureDefinition, Organisation
from pysdmx.model.constraint import ConstraintAttachment, CubeKeyValue, CubeRegion, CubeValue
from pysdmx.model.message import Header

from services.indicators.adapters.sdmx.artefacts import Artefact, Artefacts, by_kind
from services.indicators.domain.observations.structures import UnknownDataflow
from services.indicators.domain.sdmx.structure_query import StructureQuery, with_references
from services.indicators.domain.sdmx.vocabulary import AGENCY, CODELISTS, VERSION
from shared.kernel.errors import NotFound

FORMATS: Mapping[str, Format] = {
    "xml-2.1": Format.STRUCTURE_SDMX_ML_2_1,
    "xml-3.0": Format.STRUCTURE_SDMX_ML_3_0,
    "json-2.0": Format.STRUCTURE_SDMX_JSON_2_0_0,
}
_ONE_MEASURE = re.compile(r"<str:MeasureRelationship>.*?</str:MeasureRelationship>")
_DATAFLOW = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow="


class UnknownArtefact(NotFound):
    """The query names an artefact that does not exist."""

    code = "unknown_artefact"
    title = "No such artefact"


def find(artefacts: Artefacts, query: StructureQuery) -> list[Artefact]:
    """Give what the query asks for, with its references. Raises UnknownArtefact where one is named in vain.

    A query for all artefacts of a kind of which there are none gives none.
    """
    kinds = by_kind(artefacts)
    if query.kind == "organisationscheme":
        candidates = [*kinds["agencyscheme"], *kinds["dataproviderscheme"]]
    elif query.kind in {"structure", "*"}:
        candidates = [it for held in kinds.values() for it in held]
    else:
        candidates = list(kinds[query.kind])
    wanted = [it for it in candidates if query.wants(str(it.agency), it)]
    if not wanted and query.id not in {"all", "*", ""}:
        raise UnknownArtefact(f"there is no {query.kind} {query.agency}:{query.id}({query.version})")
    everything = {it.short_urn: it for held in kinds.values() for it in held}
    links = {name: _references(it) for name, it in everything.items()}
    names = [it.short_urn for it in wanted]
    references = query.references
    more = with_references(names, "all" if references in kinds else references, links)
    if references in kinds:
        more &= {it.short_urn for it in kinds[references]}
    return [*wanted, *(everything[name] for name in sorted(more))]


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
    if not found and form == "json-2.0":
        # pysdmx writes no JSON message without artefacts.
        meta = {"id": header.id, "prepared": header.prepared.isoformat(), "sender": {"id": AGENCY}}
        return orjson.dumps({"meta": meta, "data": {}})
    text = write_sdmx(list(found), FORMATS[form], prettyprint=False, header=header)
    if text is None:
        raise TypeError("pysdmx gave no text")
    # Optional parts that pysdmx writes: an empty list is not valid under the schema of SDMX-JSON 2.0, and
    # sdmx1 2.28 cannot read the relationship of an attribute with the one measure there is.
    return _ONE_MEASURE.sub("", text.replace(',"groups":[]', "")).encode()


def availability(
    dataflow: str, codes: Mapping[str, Sequence[str]], *, series: int, observations: int
) -> AvailabilityConstraint:
    """Say which codes of which dimensions have data, with the counts. Raises UnknownDataflow."""
    if not dataflow:
        raise UnknownDataflow("availability is asked of one dataflow")
    region = CubeRegion(
        [
            CubeKeyValue(id=name, values=[CubeValue(value=code) for code in held])
            for name, held in codes.items()
            if held
        ]
    )
    attachment = ConstraintAttachment(
        data_provider=None, dataflows=[f"{_DATAFLOW}{AGENCY}:{dataflow}({VERSION})"]
    )
    return AvailabilityConstraint(
        constraint_attachment=attachment, cube_region=region, series_count=series, obs_count=observations
    )
