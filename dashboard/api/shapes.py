"""What the answers of the read API look like, in the words of JSON Schema."""

from collections.abc import Mapping
from typing import Any

Shape = Mapping[str, Any]

TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "integer"}
YES_OR_NO: Shape = {"type": "boolean"}
ANY: Shape = {}


def one(**properties: Shape) -> Shape:
    """An object that has all of these; a newer version may add others."""
    return {"type": "object", "required": list(properties), "properties": properties}


def many(item: Shape) -> Shape:
    return {"type": "array", "items": item}


def maybe(shape: Shape) -> Shape:
    """The shape, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


WORDS: Shape = {"type": "object", "additionalProperties": TEXT}
"""A text in every language."""

DAY: Shape = {"type": "string", "format": "date"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
IGNORED = many(one(name=TEXT, value=TEXT))
"""What an address said in vain."""

VALUE: Shape = {"type": ["string", "number", "null"]}
SNAPSHOT = maybe(one(name=TEXT, short=TEXT, sha256=TEXT))
OBJECT: Shape = {"type": "object"}
LINK = maybe(TEXT)
"""The address of another page of a list; null where there is none."""

PAGED = {"total": NUMBER, "page": NUMBER, "pages": NUMBER, "next": LINK, "previous": LINK}

ERROR = one(error=one(code=TEXT, message=TEXT))
EXHIBITS = one(
    ignored=IGNORED,
    exhibits=many(
        one(code=TEXT, needs_scores=YES_OR_NO, filters=many(TEXT), files=WORDS),
    ),
)
EXHIBIT = one(
    code=TEXT,
    title=TEXT,
    subtitle=TEXT,
    coverage=TEXT,
    not_shown=TEXT,
    source=TEXT,
    note=TEXT,
    provenance=TEXT,
    snapshot=SNAPSHOT,
    filters=OBJECT,
    figures=many(one(label=TEXT, value=VALUE, coverage=TEXT)),
    facts=many(one(label=TEXT, text=TEXT, note=TEXT)),
    columns=many(one(key=TEXT, label=TEXT, title=TEXT, kind=TEXT)),
    rows=many(OBJECT),
    foot=many(OBJECT),
    groups=many(one(label=TEXT, rows=NUMBER)),
    page=maybe(one(page=NUMBER, pages=NUMBER, total=NUMBER)),
    ignored=IGNORED,
)
WORDING = {"code": TEXT, "label": WORDS, "label_source": WORDS}
FRAMEWORKS = one(
    ignored=IGNORED,
    frameworks=many(
        one(
            code=TEXT,
            name=WORDS,
            pillars=many(one(**WORDING, short=WORDS)),
            objectives=many(one(**WORDING, short=WORDS, pillar=TEXT)),
            themes=many(one(**WORDING, short=WORDS, objective=TEXT)),
            actions=many(one(**WORDING, objective=TEXT)),
            follows=maybe(one(framework=TEXT, objectives=WORDS)),
        )
    ),
)
COUNTRIES = one(
    ignored=IGNORED,
    countries=many(
        one(
            iso3=TEXT,
            iso2=TEXT,
            name=WORDS,
            region=TEXT,
            memberships=many(one(role=TEXT, **{"from": maybe(DAY), "to": maybe(DAY)})),
        )
    ),
)
ROUNDS = one(
    snapshot=SNAPSHOT,
    ignored=IGNORED,
    rounds=many(
        one(
            code=TEXT,
            name=WORDS,
            framework=TEXT,
            template=TEXT,
            period_from=DAY,
            period_to=DAY,
            deadline=maybe(DAY),
            asked=YES_OR_NO,
            members_on=DAY,
            members=NUMBER,
            provenance=TEXT,
            is_open=YES_OR_NO,
            reports=NUMBER,
        )
    ),
)
REPORTS = one(
    snapshot=SNAPSHOT,
    ignored=IGNORED,
    **PAGED,
    reports=many(
        one(
            report=TEXT,
            country=TEXT,
            round=TEXT,
            version=NUMBER,
            provenance=TEXT,
            published_at=MOMENT,
            language=maybe(TEXT),
            institution=maybe(TEXT),
            sha256=maybe(TEXT),
            measures=NUMBER,
        )
    ),
)
MEASURES = one(
    snapshot=SNAPSHOT,
    filters=OBJECT,
    ignored=IGNORED,
    provenance=maybe(TEXT),
    **PAGED,
    not_shown=NUMBER,
    measures=many(
        one(
            report=TEXT,
            country=TEXT,
            round=TEXT,
            measure_id=TEXT,
            answer=TEXT,
            counts_as=TEXT,
            objective=maybe(TEXT),
            consent=TEXT,
            sheet=TEXT,
            row=NUMBER,
            cells=OBJECT,
        )
    ),
)
MEETINGS = one(
    ignored=IGNORED,
    meetings=many(
        one(
            meeting=TEXT,
            name=WORDS,
            place=WORDS,
            starts=DAY,
            ends=DAY,
            round=TEXT,
            agenda=many(OBJECT),
            snapshots=many(one(code=TEXT, short=TEXT, sha256=TEXT, round=TEXT, audience=TEXT)),
            languages=many(TEXT),
            files=WORDS,
        )
    ),
)
FIELD = one(name=TEXT, type=TEXT, title=WORDS, description=WORDS, codes=many(OBJECT))
STATE = {
    "audience": TEXT,
    "round": maybe(TEXT),
    "snapshot": maybe(one(code=TEXT, sha256=TEXT)),
}
TABLE = one(
    ignored=IGNORED,
    table=TEXT,
    title=WORDS,
    **STATE,
    not_shown=NUMBER,
    fields=many(FIELD),
    rows=many(OBJECT),
)
PACKAGE = one(
    name=TEXT,
    title=TEXT,
    **STATE,
    resources=many(
        one(name=TEXT, path=TEXT, bytes=NUMBER, hash=TEXT, rows=NUMBER, schema=OBJECT),
    ),
)
GRAPH = one(type=TEXT, namespace=TEXT, props=OBJECT)
BOX = one(title=TEXT, html=TEXT)
DESCRIPTION = one(openapi=TEXT, info=OBJECT, paths=OBJECT)
FINDING = one(code=TEXT, severity=TEXT, sheet=TEXT, cell=TEXT, value=TEXT, message=TEXT)
CHECKED = one(
    file=TEXT,
    outcome={"type": "string", "enum": ["refused", "draft", "clean"]},
    country=maybe(TEXT),
    round=maybe(TEXT),
    template=maybe(TEXT),
    findings=many(FINDING),
    counts={"type": "object", "additionalProperties": NUMBER},
    id=maybe(TEXT),
    can_annotate=YES_OR_NO,
)
ERROR_OR_CHECKED: Shape = {
    "anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Error", "Checked")]
}

NAMED: Mapping[str, Shape] = {
    "Error": ERROR,
    "Exhibits": EXHIBITS,
    "Exhibit": EXHIBIT,
    "Graph": GRAPH,
    "Box": BOX,
    "Frameworks": FRAMEWORKS,
    "Countries": COUNTRIES,
    "Rounds": ROUNDS,
    "Reports": REPORTS,
    "Measures": MEASURES,
    "Meetings": MEETINGS,
    "Table": TABLE,
    "Package": PACKAGE,
    "Description": DESCRIPTION,
    "Checked": CHECKED,
}
"""Shape of the description -> what it is."""

OF_ROUTES: Mapping[str, str] = {
    "exhibits": "Exhibits",
    "exhibit-json": "Exhibit",
    "exhibit-graph": "Graph",
    "exhibit-box": "Box",
    "frameworks": "Frameworks",
    "countries": "Countries",
    "rounds": "Rounds",
    "reports": "Reports",
    "measures": "Measures",
    "meetings": "Meetings",
    "data-table-json": "Table",
    "data-descriptor": "Package",
    "openapi": "Description",
    "upload": "Checked",
    "load": "Checked",
    "refusals": "Checked",
    "kept": "Checked",
}
"""Route -> the shape of its JSON."""
