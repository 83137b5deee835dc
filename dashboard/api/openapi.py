"""Turns the list of routes into an OpenAPI 3.1 description of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.api.answers import HTML, JSON, PDF, PPTX, XLSX, ZIP
from dashboard.context import Context
from dashboard.exhibits import EXHIBITS
from dashboard.filters import BASES, LEVELS, SORTS, VIEWS
from schemas.country import REGIONS
from schemas.database.models import CONSENTS
from schemas.wording import Words

CSV = "text/csv"
VIEW_FILTERS = (
    "round",
    "basis",
    "countries",
    "region",
    "pillar",
    "objective",
    "theme",
    "level",
    "status",
    "action",
    "view",
    "snapshot",
    "sort",
    "q",
    "page",
)


@dataclass(frozen=True)
class Route:
    """`name` has words `api.route.<name>`. `answers`: status -> media type of what it gives
    when all goes well; `refusals`: statuses answered by the one shape of an error.
    `many_languages`: `lang` may name several, with commas."""

    name: str
    path: str
    answers: Mapping[str, str]
    method: str = "get"
    query: tuple[str, ...] = ()
    path_values: tuple[str, ...] = ()
    body: str = ""
    refusals: tuple[str, ...] = ()
    many_languages: bool = False


ROUTES = (
    Route("exhibits", "/exhibits", {"200": JSON}),
    *(
        Route(
            f"exhibit-{kind}",
            f"/exhibits/{{code}}.{kind}",
            {"200": media},
            query=VIEW_FILTERS,
            path_values=("code",),
            refusals=("404",),
        )
        for kind, media in (("json", JSON), ("csv", CSV), ("xlsx", XLSX), ("graph", JSON))
    ),
    Route("frameworks", "/frameworks", {"200": JSON}),
    Route("countries", "/countries", {"200": JSON}),
    Route("rounds", "/rounds", {"200": JSON}, query=("snapshot",), refusals=("404",)),
    Route(
        "reports",
        "/reports",
        {"200": JSON},
        query=("round", "countries", "region", "snapshot"),
        refusals=("404",),
    ),
    Route("measures", "/measures", {"200": JSON}, query=VIEW_FILTERS, refusals=("404",)),
    Route("meetings", "/meetings", {"200": JSON}),
    *(
        Route(
            f"meeting-{name}",
            f"/meetings/{{meeting}}/{name}.{ending}",
            {"200": media},
            query=("snapshot", "annex", "audience"),
            path_values=("meeting",),
            refusals=("403", "404"),
            many_languages=True,
        )
        for name, ending, media in (
            ("pack", "zip", ZIP),
            ("slides", "pptx", PPTX),
            ("handout", "pdf", PDF),
            ("annex", "xlsx", XLSX),
            ("deck", "html", HTML),
        )
    ),
    *(
        Route(
            f"profile-{ending}",
            f"/countries/{{iso3}}/profile.{ending}",
            {"200": media},
            query=("round", "snapshot", "audience"),
            path_values=("iso3",),
            refusals=("403", "404"),
            many_languages=True,
        )
        for ending, media in (("pdf", PDF), ("pptx", PPTX), ("xlsx", XLSX))
    ),
    Route("openapi", "/openapi.json", {"200": JSON}),
    Route(
        "upload",
        "/uploads",
        {"201": JSON, "413": JSON, "415": JSON, "422": JSON},
        method="post",
        body="multipart/form-data",
        refusals=("400", "403", "503"),
    ),
    Route(
        "load",
        "/uploads/{id}/load",
        {"201": JSON, "409": JSON, "422": JSON},
        method="post",
        path_values=("id",),
        body=JSON,
        refusals=("403", "404", "503"),
    ),
    Route(
        "refusals",
        "/uploads/{id}/refusals",
        {"201": JSON, "422": JSON},
        method="post",
        path_values=("id",),
        body=JSON,
        refusals=("400", "403", "404", "409", "503"),
    ),
    Route(
        "kept",
        "/uploads/{id}",
        {"200": JSON},
        query=("rows",),
        path_values=("id",),
        refusals=("403", "404"),
    ),
    Route(
        "annotated",
        "/uploads/{id}/annotated.xlsx",
        {"200": XLSX},
        path_values=("id",),
        refusals=("403", "404", "422"),
    ),
    Route(
        "findings",
        "/uploads/{id}/findings.csv",
        {"200": CSV},
        path_values=("id",),
        refusals=("403", "404"),
    ),
)
"""Every route below /api/v1, in the order of the description."""

TEXT: Mapping[str, Any] = {"type": "string"}
ERROR: Mapping[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": TEXT, "message": TEXT},
        }
    },
}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "upload": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "country": TEXT,
            "round": TEXT,
            "lang": TEXT,
        },
    },
    "load": {"type": "object", "properties": {"publish": {"type": "boolean"}}},
    "refusals": {
        "type": "object",
        "required": ["places"],
        "properties": {"places": {"type": "array", "items": TEXT}},
    },
}


def openapi(context: Context, words: Words, version: str = "1") -> dict[str, Any]:
    """The description, its summaries in one language."""
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = _operation(route, context, words)
    return {
        "openapi": "3.1.0",
        "info": {"title": words("shell.product"), "version": version},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _operation(route: Route, context: Context, words: Words) -> dict[str, Any]:
    schemas = _schemas(context)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": schemas[name]}
        for name in route.path_values
    ]
    parameters += [{"name": name, "in": "query", "schema": schemas[name]} for name in route.query]
    language = schemas["languages" if route.many_languages else "lang"]
    parameters.append({"name": "lang", "in": "query", "schema": language})
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
    responses = {
        status: {
            "description": words(f"api.status.{status}"),
            "content": {media: {"schema": {"type": "object"} if media == JSON else TEXT}},
        }
        for status, media in route.answers.items()
    }
    shape = {"$ref": "#/components/schemas/Error"}
    for status in ("401", *route.refusals):
        content = {JSON: {"schema": shape}}
        responses[status] = {"description": words(f"api.status.{status}"), "content": content}
    if route.method == "get" and "id" not in route.path_values:
        responses["304"] = {"description": words("api.status.304")}
    return dict(sorted(responses.items()))


def _schemas(context: Context) -> dict[str, dict[str, Any]]:
    """What each parameter may be; the address `countries` is ISO3 codes with commas."""
    framework = next(iter(context.content.frameworks.values()))
    codes = {
        "round": context.content.rounds,
        "basis": BASES,
        "region": REGIONS,
        "pillar": framework.pillars,
        "objective": framework.objectives,
        "theme": framework.themes,
        "action": framework.actions,
        "level": LEVELS,
        "view": VIEWS,
        "sort": SORTS,
        "code": EXHIBITS,
        "lang": context.content.languages,
        "meeting": context.content.meetings,
        "iso3": context.content.countries,
        "audience": CONSENTS,
    }
    return {
        **{name: {"type": "string", "enum": list(known)} for name, known in codes.items()},
        "countries": dict(TEXT),
        "status": dict(TEXT),
        "q": dict(TEXT),
        "snapshot": dict(TEXT),
        "languages": dict(TEXT),
        "annex": {"type": "string", "enum": ["0", "1"]},
        "rows": {"type": "string", "enum": ["1"]},
        "page": {"type": "integer", "minimum": 1},
        "id": {"type": "string", "format": "uuid"},
    }
