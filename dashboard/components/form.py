"""Renders a form of the desk: plain HTML, sent to a route, working without any script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.components.slot import slot
from dashboard.components.table import environment


@dataclass(frozen=True)
class Field:
    """`kind`: hidden, text, email, password, date, number, area, choice, check or file.
    `options` of a choice: (value, label) pairs. `attributes`: further HTML attributes
    (autocomplete, maxlength, accept)."""

    name: str
    label: str = ""
    kind: str = "text"
    value: str = ""
    options: Sequence[tuple[str, str]] = ()
    help: str = ""
    required: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """`action` is the route's address, `submit` the button's word. `back` is the page the answer
    leads to. `look` is a class: "inline" for one line, "quiet" for a button of second rank.
    `confirm` is a question asked before it is sent, where a script runs."""

    action: str
    submit: str
    fields: Sequence[Field] = ()
    back: str = ""
    look: str = ""
    title: str = ""
    confirm: str = ""


def form_markup(form: Form) -> Markup:
    """The form as escaped HTML, to stand in a slot or in a template."""
    return Markup(environment().get_template("form.html").render(form=form))  # noqa: S704  autoescaped


def form_part(index: str, form: Form) -> Component | list[Component]:
    """The form as a part of a page; `index` is unique on the page."""
    return slot(index, form_markup(form), "form-place")
