"""Turns the list of routes into an OpenAPI 3.1 description of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.api import shapes
from dashboard.api.answers import JSON, PDF, PPTX, XLSX, ZIP
from dashboard.api.routes import ROUTES, Route
from dashboard.api.shapes import TEXT
from dashboard.context import Context
from dashboard.exhibits import EXHIBITS
from dashboard.exports.open_tables import open_tables
from dashboard.filters import BASES, LEVELS, OF_FRAMEWORK, SORTS, VIEWS
from schemas.content import Content
from schemas.country import REGIONS
from schemas.database.models import CONSENTS
from schemas.wording import Words

LISTS = {
    "status": "status_word",
    "kind": "kind",
    "direction": "dir",
    "domain": "tadomain",
    "form": "taform",
}
"""Filter -> the list of a template whose codes it may be."""

BINARY: Mapping[str, Any] = {"type": "string", "format": "binary"}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "upload": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": BINARY, "country": TEXT, "round": TEXT, "lang": TEXT},
    },
    "load": {"type": "object", "properties": {"publish": {"type": "boolean"}}},
    "refusals": {
        "type": "object",
        "required": ["places"],
        "properties": {"places": {"type": "array", "items": TEXT, "maxItems": 5000}},
    },
}


def openapi(context: Context, words: Words, version: str = "1") -> dict[str, Any]:
    """The description, its summaries in one language."""
    schemas = _schemas(context.content)
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = _operation(route, schemas, words)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": words("shell.product"),
            "version": version,
            "description": words("api.description"),
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": dict(shapes.NAMED),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _operation(
    route: Route, schemas: Mapping[str, Mapping[str, Any]], words: Words
) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": schemas[name]}
        for name in route.path_values
    ]
    language = "languages" if route.many_languages else "lang"
    for name in (*route.query, "lang"):
        schema = _open(schemas[language if name == "lang" else name])
        said = words(f"api.parameter.{name}")
        parameters.append({"name": name, "in": "query", "description": said, "schema": schema})
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": words(f"api.route.{route.name}"),
        "parameters": parameters,
        "responses": _responses(route, words),
    }
    if route.body:
        content = {route.body: {"schema": BODIES[route.name]}}
        operation["requestBody"] = {"required": route.name != "load", "content": content}
    return operation


def _responses(route: Route, words: Words) -> dict[str, Any]:
    """Statuses with what they give. What is no JSON is bytes; a status that both a dry run and a
    refusal answer has either shape."""
    responses: dict[str, Any] = {}
    for status, media in route.answers.items():
        schema: Mapping[str, Any] = BINARY
        if media == JSON:
            schema = _of(shapes.OF_ROUTES[route.name])
            schema = shapes.ERROR_OR_CHECKED if status >= "400" else schema
        content = {media: {"schema": schema}}
        if route.many_languages and media in (PDF, PPTX, XLSX):
            content[ZIP] = {"schema": BINARY}  # one file a language
        responses[status] = {"description": words(f"api.status.{status}"), "content": content}
    for status in ("400", "401", "503", *route.refusals):
        if status not in responses:
            content = {JSON: {"schema": _of("Error")}}
            responses[status] = {"description": words(f"api.status.{status}"), "content": content}
    if route.method == "get":
        headers = {"Cache-Control": {"schema": TEXT}}
        if "id" not in route.path_values:
            headers["ETag"] = {"schema": TEXT}
            responses["304"] = {"description": words("api.status.304"), "headers": headers}
        responses["200"]["headers"] = headers
    return dict(sorted(responses.items()))


def _open(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a query says that we do not know is ignored, and named as such; it is no error."""
    free = schema.keys() <= {"type", "examples"} and schema["type"] == "string"
    return dict(schema) if free else {"anyOf": [dict(schema), {"type": "string"}]}


def _of(name: str) -> Mapping[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas(content: Content) -> dict[str, dict[str, Any]]:
    """What each parameter may be; the address `countries` is ISO3 codes with commas."""
    codes: dict[str, Iterable[str]] = {
        "round": content.rounds,
        "against": content.rounds,
        "basis": BASES,
        "region": REGIONS,
        "level": LEVELS,
        "view": VIEWS,
        "sort": SORTS,
        "code": EXHIBITS,
        "lang": content.languages,
        "meeting": content.meetings,
        "iso3": content.countries,
        "audience": CONSENTS,
        "table": open_tables(content),
        "annex": ("0", "1"),
        "rows": ("1",),
        **{name: _of_any(content, part) for name, part in OF_FRAMEWORK.items()},
        **{name: _listed(content, one) for name, one in LISTS.items()},
    }
    free = ("q", "snapshot", "tab")
    return {
        **{name: {"type": "string", "enum": list(known)} for name, known in codes.items()},
        **{name: dict(TEXT) for name in free},
        "countries": {"type": "string", "examples": [",".join(list(content.countries)[:2])]},
        "languages": {"type": "string", "examples": [",".join(content.languages)]},
        "from": {"type": "string", "format": "date"},
        "to": {"type": "string", "format": "date"},
        "page": {"type": "integer", "minimum": 1},
        "id": {"type": "string", "format": "uuid"},
    }


def _of_any(content: Content, part: str) -> list[str]:
    """The codes that a part of any framework has, each once."""
    every = (code for one in content.frameworks.values() for code in getattr(one, part))
    return list(dict.fromkeys(every))


def _listed(content: Content, name: str) -> list[str]:
    """The codes that a list of any template has, each once."""
    every = (code for one in content.templates.values() for code in one.lists.get(name, ()))
    return list(dict.fromkeys(every))
