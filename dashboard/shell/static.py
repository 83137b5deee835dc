"""Turns a page of Dash components into the HTML it will become: the first view.

A reader sees the page at once, before any script has run; Dash then puts the same page in its
place. Slots filled by script are filled here from their stores.
"""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from dash.development.base_component import Component

VOID = frozenset({"input", "br", "hr", "img", "meta", "link"})
RENAMED = {
    "className": "class", "htmlFor": "for", "tabIndex": "tabindex", "autoComplete": "autocomplete",
    "colSpan": "colspan", "rowSpan": "rowspan", "hrefLang": "hreflang", "maxLength": "maxlength",
}  # fmt: skip
SKIPPED = frozenset({"children", "style", "n_clicks", "key", "disable_n_clicks", "open"})
INVISIBLE = frozenset({"Store", "Location", "Interval", "Download"})


def static_html(page: Component) -> str:
    """The page as HTML. Stores named {"type": "html", "index": i} fill the slots
    {"type": "slot", "index": i}; components without an HTML form give their children."""
    html = {
        component.id["index"]: component.data
        for component in _walk(page)
        if component._type == "Store" and _is_named(component, "html")
    }
    return "".join(_pieces(page, html))


def _walk(node: Any) -> Iterator[Component]:
    if isinstance(node, Component):
        yield node
        yield from _walk(getattr(node, "children", None))
    elif isinstance(node, (list, tuple)):
        for child in node:
            yield from _walk(child)


def _is_named(component: Component, kind: str) -> bool:
    name = getattr(component, "id", None)
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
    if node._type in INVISIBLE:
        return
    if _is_named(node, "slot"):
        yield f'<div class="{escape(getattr(node, "className", ""))}">'
        yield html.get(node.id["index"], "")
        yield "</div>"
    elif node._namespace == "dash_html_components":
        tag = node._type.lower()
        yield f"<{tag}{_attributes(node)}>"
        if tag not in VOID:
            yield from _pieces(getattr(node, "children", None), html)
            yield f"</{tag}>"
    elif node._type == "Select":
        yield from _select(node)
    elif node._type == "Input":
        yield f'<input class="form-control"{_attributes(node)}>'
    else:
        yield from _pieces(getattr(node, "children", None), html)


def _select(node: Component) -> Iterator[str]:
    name = escape(getattr(node, "name", "") or "")
    yield f'<select class="form-select" name="{name}"{_attributes(node, ("name",))}>'
    for option in node.options:
        chosen = " selected" if option["value"] == getattr(node, "value", None) else ""
        yield f'<option value="{escape(str(option["value"]))}"{chosen}>'
        yield escape(str(option["label"])) + "</option>"
    yield "</select>"


def _attributes(node: Component, leave: tuple[str, ...] = ()) -> str:
    props = node.to_plotly_json()["props"]
    parts = []
    for name, value in props.items():
        if name in SKIPPED or name in leave or value is None or value is False:
            continue
        if name in ("options", "debounce", "persistence", "value") and node._type == "Select":
            continue
        if name == "debounce":
            continue
        name = RENAMED.get(name, name)
        if name == "id":
            value = json.dumps(value) if isinstance(value, dict) else value
            # Two elements must not share an id while both views are in the document.
            name, value = "data-first-id", value
        if name == "for" or name == "aria-controls":
            continue
        parts.append(f" {name}" if value is True else f' {name}="{escape(str(value))}"')
    style = getattr(node, "style", None)
    if style:
        parts.append(f' style="{escape("; ".join(f"{k}: {v}" for k, v in style.items()))}"')
    if getattr(node, "open", None):
        parts.append(" open")
    return "".join(parts)
