"""The digest as a part of a page: the period, what was published in it, and buttons to copy it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dash.development.base_component import Component

from dashboard.addresses import href
from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.exhibits.bulletin import Facts, Period
from dashboard.exhibits.bulletin_text import Text, plain, rich, text_of


@dataclass(frozen=True)
class Shown:
    """The digest in one language; `label` says which, `names` heads the names it does not list;
    `path` is the address of the page in it."""

    text: Text
    label: str
    names: str
    path: str
    plain: str
    rich: str


def bulletin_part(
    view: View, context: Context, period: Period, facts: Facts | None
) -> Sequence[Component]:
    """The reader's language first, the others closed below it. Without facts, the period alone."""
    texts = (
        [_shown(view, context, facts, one) for one in _languages(view, context)] if facts else []
    )
    template = environment().get_template("bulletin.html")
    kept = [("snapshot", view.snapshot.code)] if view.snapshot is not None else []
    markup = template.render(words=view.words, period=period, texts=texts, kept=kept)
    return slot("bulletin", markup, "bulletin-place")


def _languages(view: View, context: Context) -> list[str]:
    return sorted(context.content.languages, key=lambda code: code != view.language)


def _shown(view: View, context: Context, facts: Facts, language: str) -> Shown:
    text = text_of(facts, context.content, language)
    # What is copied leads back to the same days, not to the latest ones.
    days = facts.period
    filters = replace(view.filters, start=days.start.isoformat(), end=days.end.isoformat())
    path = href("bulletin", language, filters.query())
    words = context.content.words[language]
    label, names = words("bulletin.in-language"), words("bulletin.names")
    return Shown(text, label, names, path, plain(text), rich(text))
