"""Availability as a message: which codes there are data of, and the artefacts that explain them."""

from collections.abc import Iterator

from pysdmx.model import AvailabilityConstraint
from pysdmx.model.constraint import ConstraintAttachment, CubeKeyValue, CubeRegion, CubeValue

from services.indicators.adapters.sdmx.artefacts import Artefact, Artefacts, with_items
from services.indicators.domain.sdmx.available import Available
from services.indicators.domain.sdmx.vocabulary import AGENCY, CODELISTS, VERSION

_DATAFLOW = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow="
_ALL = frozenset({"dataflow", "datastructure", "conceptscheme", "codelist", "dataproviderscheme"})
WITH_AVAILABILITY = _ALL | {"none", "all", "valuelist"}
"""What an answer may be accompanied by. There are no value lists here."""


def describe(
    artefacts: Artefacts, dataflow: str, found: Available, references: frozenset[str]
) -> list[Artefact | AvailabilityConstraint]:
    """Give the constraint, with the artefacts of the kinds in `references`.

    Schemes hold only the items that the constraint names, and are then marked as partial.
    """
    kinds = _ALL if "all" in references else references & _ALL
    return [_constraint(dataflow, found), *_explaining(artefacts, dataflow, found, kinds)]


def _explaining(
    artefacts: Artefacts, dataflow: str, found: Available, kinds: frozenset[str]
) -> Iterator[Artefact]:
    if "dataflow" in kinds:
        yield artefacts.dataflows[dataflow]
    structure = artefacts.data_structures[dataflow]
    if "datastructure" in kinds:
        yield structure
    if "conceptscheme" in kinds:
        yield with_items(artefacts.concept_scheme, frozenset(found.codes))
    if "codelist" in kinds:
        used: dict[str, set[str]] = {}
        for name, codes in found.codes.items():
            if structure.components[name].local_enum_ref:
                used.setdefault(CODELISTS[name], set()).update(codes)
        for name in sorted(used):
            yield with_items(artefacts.codelists[name], frozenset(used[name]))
    if "dataproviderscheme" in kinds and "DATA_SOURCE" in found.codes:
        yield with_items(artefacts.providers, frozenset(found.codes["DATA_SOURCE"]))


def _constraint(dataflow: str, found: Available) -> AvailabilityConstraint:
    region = CubeRegion(
        [
            CubeKeyValue(id=name, values=[CubeValue(value=code) for code in held])
            for name, held in found.codes.items()
            if held
        ]
    )
    attachment = ConstraintAttachment(
        data_provider=None, dataflows=[f"{_DATAFLOW}{AGENCY}:{dataflow}({VERSION})"]
    )
    return AvailabilityConstraint(
        constraint_attachment=attachment,
        cube_region=region,
        series_count=found.series,
        obs_count=found.observations,
    )
