"""Structure queries of SDMX-REST, in the shapes 2.1 and 3.0, and what data of a dataflow have to fulfil."""

from starlette.requests import Request
from starlette.responses import Response

from services.indicators.adapters.sdmx.artefacts import ITEM_KINDS
from services.indicators.adapters.sdmx.messages import KINDS, SdmxMessages
from services.indicators.domain.observations.source import ObservationSource
from services.indicators.domain.sdmx.structure_query import ALL, StructureQuery
from services.indicators.entrypoints.sdmx.answers import answer, etag_for, unchanged
from services.indicators.entrypoints.sdmx.negotiation import STRUCTURE_2_1, STRUCTURE_3_0, Form, choose
from services.indicators.entrypoints.sdmx.parameters import Parameters
from shared.http.problems import Fault, Problem

SCHEMA_PARAMETERS = frozenset({"dimensionAtObservation", "deletion"})
"""They only tell apart kinds of XML schemas, which are not made here."""
STRUCTURE_PARAMETERS = frozenset({"references", "detail"})
_CONTEXTS = frozenset(
    {"datastructure", "dataflow", "provisionagreement", "metadatastructure", "metadataflow"}
)
_EVERY_KIND = frozenset({"structure", "*"})
_KINDS = KINDS | _EVERY_KIND | {"organisationscheme"}


class StructureQueries:
    """Answers structure queries."""

    def __init__(self, source: ObservationSource, messages: SdmxMessages) -> None:
        self._source = source
        self._messages = messages

    async def structures_2_1(self, request: Request) -> Response:
        """Answer ``{kind}/{agency}/{id}/{version}/{item}``."""
        return await self._answer(request, STRUCTURE_2_1)

    async def structures_3_0(self, request: Request) -> Response:
        """Answer ``structure/{kind}/{agency}/{id}/{version}/{item}``."""
        return await self._answer(request, STRUCTURE_3_0)

    async def schema_2_1(self, request: Request) -> Response:
        """Answer ``schema/{context}/{agency}/{id}/{version}``: the structure with all that it refers to."""
        return await self._written(request, _schema(request), STRUCTURE_2_1)

    async def schema_3_0(self, request: Request) -> Response:
        """Answer ``schema/{context}/{agency}/{id}/{version}``: the structure with all that it refers to."""
        return await self._written(request, _schema(request), STRUCTURE_3_0)

    async def _answer(self, request: Request, forms: tuple[Form, ...]) -> Response:
        query = _query(request, Parameters(request, STRUCTURE_PARAMETERS))
        return await self._written(request, query, forms)

    async def _written(self, request: Request, query: StructureQuery, forms: tuple[Form, ...]) -> Response:
        form = choose(request.headers.get("accept"), forms)
        content = await self._source.content()
        etag = etag_for(request, content, form)
        same = unchanged(request, etag)
        if same is not None:
            return same
        codes = await self._source.codes()
        body = self._messages.structures(query, form.name, codes=codes, content=content)
        return answer(request, body, form, etag)


def _schema(request: Request) -> StructureQuery:
    Parameters(request, SCHEMA_PARAMETERS)
    path = request.path_params
    if path["context"] not in _CONTEXTS:
        raise Problem(404, "not_found", "Not found", f"there are no schemas of a {path['context']}")
    where = {name: path[name] for name in ("agency", "id", "version") if name in path}
    return StructureQuery(path["context"], **where, references="descendants", detail="referencepartial")


def _query(request: Request, parameters: Parameters) -> StructureQuery:
    path = request.path_params
    kind = path.get("kind", "*")
    if kind not in _KINDS:
        raise Problem(404, "not_found", "Not found", f"SDMX has no resource {kind}")
    if path.get("item", "all") not in ALL and kind not in ITEM_KINDS | _EVERY_KIND:
        detail = f"a {kind} has no items that could be asked for"
        fault = Fault("no_items", detail, parameter="item")
        raise Problem(400, "no_items", "The path is wrong", detail, faults=[fault])
    return StructureQuery(
        kind,
        **{name: path[name] for name in ("agency", "id", "version", "item") if name in path},
        references=parameters.text("references", "none"),
        detail=parameters.text("detail", "full"),
        kinds=KINDS,
    )
