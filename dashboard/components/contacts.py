"""Turns the networks of contacts into a directory, and into the forms that change it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.components.form import Field, Form, form_markup
from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import View
from dashboard.figures.names import Names
from dashboard.queries.contacts import REMARKS, ContactNow, Network
from schemas.content import Content
from schemas.template import Column, ColumnType

SHEET = "contacts"
ASKED = ("role", "name", "consent")
"""What the desk must know of a contact; the rest may come later."""

KINDS = {ColumnType.DATE: "date", ColumnType.EMAIL: "email", ColumnType.LIST: "choice"}

SIGNS = {
    "complete": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z",
    "no-focal-point": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z",
    "no-theme-contact": "M8 2.5A5.5 5.5 0 0 1 13.5 8M8 13.5A5.5 5.5 0 0 1 2.5 8",
    "old": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 4.5V8l2.5 2",
    "not-listed": "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM4.2 4.2l7.6 7.6",
    "email": "M2.5 4.5h11v7h-11zM2.5 4.5 8 9l5.5-4.5",
}
"""A sign for each remark, drawn as lines; `complete` is filled."""


@dataclass(frozen=True)
class Directory:
    """What a reader sees of the networks: `shown` in his alphabet, filtered by `kind` and
    `country`; `counts` says how many countries have each remark, of all there are."""

    shown: tuple[Network, ...]
    counts: Mapping[str, int]
    kind: str
    country: str
    countries: tuple[str, ...]


def directory_of(networks: Sequence[Network], names: Names, country: str, kind: str) -> Directory:
    """`country` and `kind` as an address says them; "" or an unknown word is no filter."""
    known = {one.country: one for one in networks}
    kind = kind if kind in REMARKS else ""
    order = names.alphabetical(known)
    return Directory(
        shown=tuple(
            known[iso3]
            for iso3 in order
            if country in ("", iso3) and kind in ("", *known[iso3].remarks)
        ),
        counts={kind: sum(kind in one.remarks for one in networks) for kind in REMARKS},
        kind=kind,
        country=country if country in known else "",
        countries=tuple(order),
    )


def directory_part(view: View, names: Names, directory: Directory) -> list[Component]:
    """Summary, filters, and a table a country; with its forms where one country is chosen."""
    return slot("contacts", _rendered(view, names, directory), "contacts-place")


def _rendered(view: View, names: Names, directory: Directory) -> str:
    one = directory.shown[0] if directory.country and directory.shown else None
    return (
        environment()
        .get_template("contacts.html")
        .render(
            words=view.words,
            names=names,
            directory=directory,
            here=view.link("focal-points", keep=False),
            view=view,
            remarks=REMARKS,
            sign=sign,
            rows=lambda network: _rows(names, network),
            remark=lambda code, contact: _remark(view, code, contact),
            edits={c.key: _edit(view, names, one, c) for c in one.contacts} if one else {},
            add=_added(view, names, directory.country) if one else "",
        )
    )


def sign(code: str) -> Markup:
    """The sign of a remark; its words stand beside it."""
    kind = "sign full" if code == "complete" else "sign"
    return Markup(  # noqa: S704 - paths of our own
        f'<svg class="{kind}" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"'
        f' focusable="false"><path d="{SIGNS[code]}"/></svg>'
    )


def _rows(names: Names, network: Network) -> list[tuple[str, ContactNow | None]]:
    """Role and contact, in the order of the template's list; a role to be filled has none."""
    order = list(next(iter(names.content.templates.values())).lists["role"])
    filled: list[tuple[str, ContactNow | None]] = [(c.role or "", c) for c in network.contacts]
    return sorted(
        [*filled, *((role, None) for role in network.missing)],
        key=lambda row: order.index(row[0]) if row[0] in order else len(order),
    )


def _remark(view: View, code: str, contact: ContactNow) -> str:
    return view.words(f"contacts.remark.{code}", date=view.words.date(contact.confirmed_on))


def _edit(view: View, names: Names, network: Network, contact: ContactNow) -> Markup:
    """Two forms: the contact as it should be, and his leaving."""
    words = view.words
    address = f"/desk/contacts/{network.country}/{contact.key}"
    back = _back(view, network.country)
    change = Form(
        action=address,
        submit=words("contacts.change.submit"),
        fields=_fields(names, contact),
        back=back,
        look="contact-form",
    )
    remove = Form(
        action=f"{address}/remove",
        submit=words("contacts.remove.submit"),
        back=back,
        look="inline quiet",
        confirm=words("contacts.remove.confirm"),
    )
    return form_markup(change) + form_markup(remove)


def _added(view: View, names: Names, country: str) -> Markup:
    form = Form(
        action=f"/desk/contacts/{country}",
        submit=view.words("contacts.add.submit"),
        fields=_fields(names, None),
        back=_back(view, country),
        look="contact-form",
    )
    return form_markup(form)


def _back(view: View, country: str) -> str:
    return f"{view.link('focal-points', keep=False)}?country={country}"


def contact_columns(content: Content) -> tuple[Column, ...]:
    """The columns of the contact sheet that somebody fills."""
    template = next(iter(content.templates.values()))
    return tuple(column for column in template.sheets[SHEET].columns if column.is_input)


def _fields(names: Names, contact: ContactNow | None) -> tuple[Field, ...]:
    return tuple(_field(names, column, contact) for column in contact_columns(names.content))


def _field(names: Names, column: Column, contact: ContactNow | None) -> Field:
    value = getattr(contact, column.key, None) if contact else None
    return Field(
        name=column.key,
        label=names.words.text(column.label),
        kind=KINDS.get(column.type, "text"),
        value="" if value is None else str(value),
        options=tuple(_options(names, column)),
        required=column.key in ASKED,
        attributes={} if column.type in KINDS else {"maxlength": str(column.max_length)},
    )


def _options(names: Names, column: Column) -> Iterable[tuple[str, str]]:
    if column.list is None:
        return
    yield "", names.words("contacts.choose")
    template = next(iter(names.content.templates.values()))
    for entry in template.lists[column.list].values():
        yield entry.code, names.words.text(entry.label)


def export_part(view: View) -> list[Component]:
    """Two buttons to take the contacts away; nobody without the right sees them."""
    words = view.words
    forms = [
        Form(
            action="/desk/contacts/export",
            submit=words(f"contacts.export.{form}"),
            fields=(
                Field("format", kind="hidden", value=form),
                Field("lang", kind="hidden", value=view.language),
                Field("refused", words("contacts.export.refused"), "check"),
            ),
            look="inline",
        )
        for form in ("xlsx", "csv")
    ]
    markup = Markup("").join(form_markup(form) for form in forms)
    text = Markup("<h2>{}</h2><p>{}</p>").format(
        words("contacts.export.title"), words("contacts.export.lead")
    )
    return slot("contacts-export", text + markup, "contacts-export")
