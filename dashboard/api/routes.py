"""Every route of the API as a row: address, parameters, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.api.answers import HTML, JSON, PDF, PPTX, XLSX, ZIP
from dashboard.exhibits import EXHIBITS
from dashboard.filters import NAMES

CSV = "text/csv"

EXHIBIT_FILTERS = (
    "round",
    "snapshot",
    *sorted({NAMES.get(name, name) for one in EXHIBITS.values() for name in one.filters}),
)
"""What any exhibit heeds, by its name in an address; each says in the catalogue which."""

MEASURE_FILTERS = (
    "round", "snapshot", "countries", "region", "pillar", "objective", "theme", "level", "status",
    "action", "sort", "q", "page",
)  # fmt: skip
DATA_FILTERS = ("round", "snapshot", "audience")


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
            query=EXHIBIT_FILTERS,
            path_values=("code",),
            refusals=("404",),
        )
        for kind, media in (
            ("json", JSON),
            ("csv", CSV),
            ("xlsx", XLSX),
            ("graph", JSON),
            ("box", JSON),
        )
    ),
    Route("frameworks", "/frameworks", {"200": JSON}),
    Route("countries", "/countries", {"200": JSON}),
    Route("rounds", "/rounds", {"200": JSON}, query=("snapshot",), refusals=("404",)),
    Route(
        "reports",
        "/reports",
        {"200": JSON},
        query=("round", "countries", "region", "snapshot", "page"),
        refusals=("404",),
    ),
    Route("measures", "/measures", {"200": JSON}, query=MEASURE_FILTERS, refusals=("404",)),
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
    *(
        Route(
            f"data-table-{kind}",
            f"/data/{{table}}.{kind}",
            {"200": media},
            query=DATA_FILTERS,
            path_values=("table",),
            refusals=("403", "404"),
        )
        for kind, media in (("csv", CSV), ("json", JSON), ("xlsx", XLSX))
    ),
    *(
        Route(f"data-{name}", path, {"200": media}, query=DATA_FILTERS, refusals=("403", "404"))
        for name, path, media in (
            ("package", "/data/package.zip", ZIP),
            ("descriptor", "/data/datapackage.json", JSON),
        )
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
