"""Turns a page of Dash components into the HTML it will become: the first view.

A reader sees the page at once, before any script has run; Dash then puts the same page in its
place. Slots filled by script are filled here from their stores.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from html import escape
from typing import Any

from dash.development.base_component import Component

VOID = frozenset({"input", "br", "hr", "img", "meta", "link"})
RENAMED = {
    "className": "class", "tabIndex": "tabindex", "autoComplete": "autocomplete",
    "colSpan": "colspan", "rowSpan": "rowspan", "hrefLang": "hreflang", "maxLength": "maxlength",
}  # fmt: skip
SKIPPED = frozenset(
    {
        "children",
        "style",
        "n_clicks",
        "key",
        "disable_n_clicks",
        "open",
        "debounce",
        "htmlFor",
        "aria-controls",
        "size",
        "class_name",
    }
)
"""Props without a meaning in the first view; those that name an id would name none."""
FIRST_ID = re.compile(r' data-first-id="([^"]+)"')
"""No text of a page looks so: its quotation marks are escaped."""

INVISIBLE = frozenset({"Store", "Location", "Interval", "Download"})


def static_html(page: Component) -> str:
    """The page as HTML. Stores named {"type": "html", "index": i} fill the slots
    {"type": "slot", "index": i}; components without an HTML form give their children."""
    html = {
        props["id"]["index"]: props["data"]
        for component in _walk(page)
        if component._type == "Store" and _is_named(props := _props(component), "html")
    }
    return "".join(_pieces(page, html))


def without_slots(page: Component) -> Component:
    """A copy of the page that says in `data-held` that its slots are to be filled from the first
    view; the stores that would fill them are empty."""
    bare = deepcopy(page)
    for component in _walk(bare):
        if component._type == "Store" and _is_named(_props(component), "html"):
            setattr(component, "data", None)  # noqa: B010 - Dash knows its props at run time only
    setattr(bare, "data-held", "true")
    return bare


def alone(first_view: str) -> str:
    """The first view as the only one: no page of Dash follows it, so its ids are free."""
    return FIRST_ID.sub(r' id="\1"', first_view)


def _walk(node: Any) -> Iterator[Component]:
    if isinstance(node, Component):
        yield node
        yield from _walk(getattr(node, "children", None))
    elif isinstance(node, (list, tuple)):
        for child in node:
            yield from _walk(child)


def _props(component: Component) -> dict[str, Any]:
    props: dict[str, Any] = component.to_plotly_json()["props"]
    return props


def _is_named(props: Mapping[str, Any], kind: str) -> bool:
    name = props.get("id")
    return isinstance(name, dict) and name.get("type") == kind


def _pieces(node: Any, html: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, (list, tuple)):
        for child in node:
            yield from _pieces(child, html)
    elif isinstance(node, Component):
        yield from _component(node, html)
    elif node is not None and not isinstance(node, bool):
        yield escape(str(node))


def _component(node: Component, html: Mapping[str, str]) -> Iterator[str]:
    props = _props(node)
    if node._type in INVISIBLE:
        return
    if _is_named(props, "slot"):
        index = props["id"]["index"]
        yield f'<div class="{escape(props.get("className", ""))}" data-slot="{escape(index)}">'
        yield html.get(index, "")
        yield "</div>"
    elif node._namespace == "dash_html_components":
        tag = node._type.lower()
        yield f"<{tag}{_attributes(props)}>"
        if tag not in VOID:
            yield from _pieces(props.get("children"), html)
            yield f"</{tag}>"
    elif node._type == "Select":
        yield from _select(props)
    elif node._type == "Input":
        yield f'<input class="form-control"{_attributes(props)}>'
    else:
        yield from _pieces(props.get("children"), html)


def _select(props: Mapping[str, Any]) -> Iterator[str]:
    name = escape(props.get("name", ""))
    yield f'<select class="form-select" name="{name}">'
    for option in props["options"]:
        chosen = " selected" if option["value"] == props.get("value") else ""
        yield f'<option value="{escape(str(option["value"]))}"{chosen}>'
        yield escape(str(option["label"])) + "</option>"
    yield "</select>"


def _attributes(props: Mapping[str, Any]) -> str:
    parts = []
    for name, value in props.items():
        if name in SKIPPED or value is None or value is False:
            continue
        if name == "id":
            # Two elements must not share an id while both views are in the document.
            parts.append(f' data-first-id="{escape(value if isinstance(value, str) else "")}"')
        elif value is True:
            parts.append(f" {RENAMED.get(name, name)}")
        else:
            parts.append(f' {RENAMED.get(name, name)}="{escape(str(value))}"')
    if props.get("style"):
        style = "; ".join(f"{name}: {value}" for name, value in props["style"].items())
        parts.append(f' style="{escape(style)}"')
    if props.get("open"):
        parts.append(" open")
    return "".join(parts)
