"""The form at which analysts tell challenges of different wording as one, and undo it."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.auth import Right
from dashboard.components.form import Field, Form, form_part
from dashboard.components.thread import naming_address
from dashboard.context import View
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.shared_items import label_of, linked
from dashboard.queries.threads import Common
from loaders import desk

TELL, TOLD = "tell", "told"
"""Names in the page's address: the challenge to be named, and what has just been done."""

SHOWN = 100
"""Characters of a challenge in a list."""


def may_name(view: View) -> bool:
    """What a meeting froze is not changed, and what is changed is seen by those who may."""
    return view.snapshot is None and view.shown is not None and view.person.may(Right.PLACE)


def key_of(group: Common) -> str:
    """What stands for a group in a form: its first challenge."""
    first = group.challenges[0]
    return f"{first.country}:{first.item_id}"


def groups_of(ask: Ask) -> tuple[Common, ...]:
    """The challenges of the round, each told with others or alone, by the reader's alphabet."""
    return tuple(sorted(linked(ask).told, key=lambda one: label_of(ask, one).casefold()))


def group_named(groups: Sequence[Common], key: str) -> Common | None:
    """The group a challenge stands in, by its key in a form."""
    for group in groups:
        if any(f"{one.country}:{one.item_id}" == key for one in group.challenges):
            return group
    return None


def naming_section(view: View, ask: Ask) -> list[Component]:
    """Nothing for who may not name challenges."""
    if not may_name(view):
        return []
    words, groups = view.words, groups_of(ask)
    if not groups:
        return []
    known = group_named(groups, view.query.get(TELL, ""))
    parts: list[Component] = [
        html.H2(words("practices.naming")),
        html.P(words("practices.naming.meaning"), className="small"),
    ]
    if view.query.get(TOLD):
        parts.append(html.P(words("practices.naming.done"), className="notice", role="status"))
    back = naming_address(view, view.query)
    form = naming_form(view, ask, groups, {"challenge": key_of(known) if known else ""}, back)
    parts.append(html.Div(form_part("naming", form)))
    by_hand = [group for group in groups if group.names]
    if by_hand:
        parts.append(html.H3(words("practices.naming.list")))
        parts.append(html.Ul([_by_hand(view, ask, one, back) for one in by_hand]))
    return [html.Section(parts, id="naming", className="naming")]


def naming_form(
    view: View, ask: Ask, groups: Sequence[Common], given: Mapping[str, str], back: str
) -> Form:
    """`given`: what is chosen and typed already, by the names of the fields."""
    words = view.words
    options = [(key_of(one), _option(ask, one)) for one in groups]
    blank = ("", words("practices.naming.choose"))
    fields = [
        Field(
            "challenge",
            words("practices.naming.challenge"),
            "choice",
            given.get("challenge", ""),
            [blank, *options],
            required=True,
        ),
        Field(
            "like",
            words("practices.naming.like"),
            "choice",
            given.get("like", ""),
            [("", words("practices.naming.like.none")), *options],
        ),
        *(
            Field(
                name_field(language),
                words(f"practices.naming.name.{language}"),
                value=given.get(name_field(language), ""),
                help=words("practices.naming.name.help", n=words.number(desk.NAME_LENGTH)),
                attributes={"maxlength": str(desk.NAME_LENGTH), "lang": language},
            )
            for language in ask.content.languages
        ),
    ]
    action = f"/desk/challenges/{ask.round.code}"
    return Form(action, words("practices.naming.submit"), fields, back)


def name_field(language: str) -> str:
    return f"name_{language}"


def _option(ask: Ask, group: Common) -> str:
    label = label_of(ask, group)
    label = label if len(label) <= SHOWN else f"{label[:SHOWN]}…"
    n = ask.words.count("practices.naming.n", len(group.countries))
    return f"{label} ({n})"


def _by_hand(view: View, ask: Ask, group: Common, back: str) -> Component:
    """A name given by hand, the words it stands for, and the way to take it back."""
    words = view.words
    titles = dict.fromkeys(one.title or one.item_id for one in group.challenges)
    undo = Form(
        f"/desk/challenges/{ask.round.code}",
        words("practices.naming.undo"),
        (
            Field("challenge", kind="hidden", value=key_of(group)),
            Field("undo", kind="hidden", value="1"),
        ),
        back,
        "inline quiet",
    )
    names = " / ".join(dict.fromkeys(group.names.values()))
    return html.Li(
        [
            html.Strong(names),
            html.P(words("practices.naming.stands", titles=" · ".join(titles)), className="small"),
            html.Div(form_part(f"unname-{key_of(group)}", undo)),
        ]
    )
