"""Our structures as SDMX artefacts: concepts, code lists, data structures, dataflows, formulas in VTL."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeVar

import msgspec
from pysdmx.model import (
    Agency,
    AgencyScheme,
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataProvider,
    DataProviderScheme,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Role,
    Transformation,
    TransformationScheme,
)
from pysdmx.model.__base import ItemScheme, MaintainableArtefact

from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.observations.structures import STRUCTURES, TIME, Structure
from services.indicators.domain.sdmx.vocabulary import (
    AGENCY,
    CODELISTS,
    CONCEPTS,
    NUMERIC,
    VERSION,
    fixed_codes,
    name_of,
)

Codes = Mapping[str, Sequence[str]]
"""Codes in use by component."""

_CODELIST = "urn:sdmx:org.sdmx.infomodel.codelist.Codelist="


class Artefacts:
    """All artefacts over the codes that are in use. References between them are by URN."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes

    @cached_property
    def concept_scheme(self) -> ConceptScheme:
        """Give the concepts of all components."""
        concepts = [Concept(id=name, name=meaning) for name, meaning in CONCEPTS.items()]
        return ConceptScheme(
            id="CS_SYMBOLON", name="Concepts of Symbolon", agency=AGENCY, version=VERSION, items=concepts
        )

    @cached_property
    def codelists(self) -> dict[str, Codelist]:
        """Give the code lists by id: the codes with a fixed meaning, and all that are in use."""
        found: dict[str, dict[str, str]] = {}
        for component, name in CODELISTS.items():
            held = found.setdefault(name, dict(fixed_codes(component)))
            for code in self._codes.get(component, ()):
                held.setdefault(code, name_of(component, code))
        return {
            name: Codelist(
                id=name,
                name=name.removeprefix("CL_").replace("_", " ").capitalize(),
                agency=AGENCY,
                version=VERSION,
                items=[Code(id=code, name=meaning) for code, meaning in sorted(held.items())],
            )
            for name, held in found.items()
        }

    @cached_property
    def data_structures(self) -> dict[str, DataStructureDefinition]:
        """Give the data structures by id."""
        return {it.id: self._data_structure(it) for it in STRUCTURES.values()}

    @cached_property
    def dataflows(self) -> dict[str, Dataflow]:
        """Give the dataflows by id; each is called like its structure."""
        return {
            it.id: Dataflow(
                id=it.id,
                name=it.name,
                agency=AGENCY,
                version=VERSION,
                structure=self.data_structures[it.id],
            )
            for it in STRUCTURES.values()
        }

    @cached_property
    def agencies(self) -> AgencyScheme:
        """Give the scheme that says who we are."""
        agency = Agency(id=AGENCY, name="Symbolon, recognition of foreign qualifications")
        return AgencyScheme(id="AGENCIES", name="Agencies", agency="SDMX", version=VERSION, items=[agency])

    @cached_property
    def providers(self) -> DataProviderScheme:
        """Give the agencies whose figures are served."""
        items = [DataProvider(id=code, name=name) for code, name in fixed_codes("DATA_SOURCE").items()]
        return DataProviderScheme(
            id="DATA_PROVIDERS", name="Data providers", agency=AGENCY, version=VERSION, items=items
        )

    @cached_property
    def formulas(self) -> TransformationScheme:
        """Give every formula that VTL has words for; the registry under /v1/formulas has all of them."""
        items = [
            Transformation(
                id=f"{result}_{it.version}",
                name=it.name,
                description=it.definition,
                expression=expression,
                result=result,
            )
            for it in CATALOGUE.formulas
            for result, expression in it.transformations
        ]
        return TransformationScheme(
            id="FORMULAS",
            name="Formulas of the indicators",
            agency=AGENCY,
            version=VERSION,
            vtl_version="2.1",
            items=items,
        )

    def _data_structure(self, it: Structure) -> DataStructureDefinition:
        shown = (*it.dimensions, TIME, "OBS_VALUE", *it.attributes)
        return DataStructureDefinition(
            id=it.id,
            name=it.name,
            agency=AGENCY,
            version=VERSION,
            components=Components([self._component(name, it) for name in shown]),
        )

    def _component(self, name: str, it: Structure) -> Component:
        concept = ItemReference(
            sdmx_type="Concept", agency=AGENCY, id="CS_SYMBOLON", version=VERSION, item_id=name
        )
        codelist = None if name in it.uncoded else CODELISTS.get(name)
        kind = DataType.DOUBLE if name in NUMERIC else DataType.STRING
        role = Role.DIMENSION if name in (*it.dimensions, TIME) else Role.ATTRIBUTE
        if name == "OBS_VALUE":
            role = Role.MEASURE
        return Component(
            id=name,
            required=role is Role.DIMENSION,
            role=role,
            concept=concept,
            local_dtype=DataType.PERIOD if name == TIME else kind,
            local_codes=self.codelists[codelist] if codelist else None,
            local_enum_ref=f"{_CODELIST}{AGENCY}:{codelist}({VERSION})" if codelist else None,
            attachment_level="O" if role is Role.ATTRIBUTE else None,
        )


Artefact = MaintainableArtefact
"""One maintainable artefact of any kind."""
Scheme = TypeVar("Scheme", bound=ItemScheme)


def with_items(scheme: Scheme, ids: frozenset[str]) -> Scheme:
    """Keep of a scheme the items with these ids; it is marked as partial where that leaves any out."""
    kept = [it for it in scheme.items if it.id in ids]
    if len(kept) == len(scheme.items):
        return scheme
    return msgspec.structs.replace(scheme, items=kept, is_partial=True)


def by_kind(artefacts: Artefacts) -> Mapping[str, Sequence[Artefact]]:
    """Group everything by the resource name of SDMX-REST. Kinds that are known and empty are there too."""
    return {
        "agencyscheme": [artefacts.agencies],
        "dataproviderscheme": [artefacts.providers],
        "conceptscheme": [artefacts.concept_scheme],
        "codelist": list(artefacts.codelists.values()),
        "datastructure": list(artefacts.data_structures.values()),
        "dataflow": list(artefacts.dataflows.values()),
        "transformationscheme": [artefacts.formulas],
        **{name: [] for name in EMPTY_KINDS},
    }


EMPTY_KINDS = tuple(
    (
        "actualconstraint allowedconstraint attachmentconstraint categorisation categoryscheme "
        "categoryschememap conceptschememap contentconstraint customtypescheme dataconsumerscheme "
        "dataconstraint hierarchicalcodelist hierarchy hierarchyassociation metadataconstraint metadataflow "
        "metadataproviderscheme metadataprovisionagreement metadatastructure namealiasscheme "
        "namepersonalisationscheme organisationschememap organisationunitscheme process provisionagreement "
        "reportingtaxonomy reportingtaxonomymap representationmap rulesetscheme structuremap structureset "
        "userdefinedoperatorscheme valuelist vtlmappingscheme"
    ).split()
)
"""Kinds of artefacts that the standard knows and of which there are none here."""
ORGANISATIONS = ("agencyscheme", "dataproviderscheme")
"""The kinds that ``organisationscheme`` stands for, of those that are not empty."""
ITEM_KINDS = frozenset(
    (
        "agencyscheme categoryscheme codelist conceptscheme customtypescheme dataconsumerscheme "
        "dataproviderscheme hierarchicalcodelist metadataproviderscheme namealiasscheme "
        "namepersonalisationscheme organisationscheme organisationunitscheme reportingtaxonomy rulesetscheme "
        "transformationscheme userdefinedoperatorscheme valuelist vtlmappingscheme"
    ).split()
)
"""Kinds whose items can be asked for."""
