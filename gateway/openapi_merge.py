"""One OpenAPI document from the services' own."""

from collections.abc import Mapping
from typing import Any

API_KEY_SCHEME = {"type": "apiKey", "in": "header", "name": "X-API-Key"}
REFERENCE = "#/components/schemas/"

Document = dict[str, Any]


class Collision(Exception):
    """Two services declare the same path."""


def merge(documents: Mapping[str, Document | None], *, title: str, version: str) -> Document:
    """Merge the documents by service name; None stands for a service that could not be asked.

    Operation ids and schema names get their service's name in front; schemas that are equal everywhere
    (problems) stay one. Raises Collision where two services declare a path.
    """
    paths: Document = {}
    schemas: Document = {}
    for service, document in documents.items():
        if document is None:
            continue
        own = document.get("components", {}).get("schemas", {})
        names = {name: _name(service, name, own, documents) for name in own}
        for path, operations in document.get("paths", {}).items():
            if path in paths:
                raise Collision(f"{path} is declared twice")
            paths[path] = _renamed(operations, names)
            for operation in paths[path].values():
                if "operationId" in operation:
                    operation["operationId"] = f"{service}_{operation['operationId']}"
        schemas |= {names[name]: _renamed(schema, names) for name, schema in own.items()}
    merged: Document = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": "/"}],
        "security": [{"apiKey": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"apiKey": API_KEY_SCHEME},
        },
    }
    missing = sorted(service for service, document in documents.items() if document is None)
    if missing:
        merged["x-symbolon-missing"] = missing
    return merged


def _name(service: str, name: str, own: Document, documents: Mapping[str, Document | None]) -> str:
    everywhere = [
        document["components"]["schemas"][name]
        for document in documents.values()
        if document is not None and name in document.get("components", {}).get("schemas", {})
    ]
    shared = len(everywhere) > 1 and all(schema == own[name] for schema in everywhere)
    return name if shared else f"{service.capitalize()}{name}"


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {key: _renamed(member, names) for key, member in value.items()}
        case list():
            return [_renamed(item, names) for item in value]
        case str() if value.startswith(REFERENCE):
            return REFERENCE + names[value.removeprefix(REFERENCE)]
        case _:
            return value
