"""The user guide, and the table of what each column of the template asks."""

from collections.abc import Sequence
from functools import partial

from dash.development.base_component import Component

from dashboard.components.dictionary import dictionary, findings_table
from dashboard.components.prose import prose
from dashboard.context import Context, View
from dashboard.shell.assets import help_picture

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words("help.title")


def lead(view: View, context: Context) -> str:
    return view.words("help.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    text = (context.content.folder / "help" / f"{view.language}.md").read_text(encoding="utf-8")
    template = next(iter(context.content.templates.values()))
    return [
        *prose("guide", text, view.words("shell.contents"), partial(help_picture, view.language)),
        *dictionary(template, view.words),
        *findings_table(view.words),
    ]
