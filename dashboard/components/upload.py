"""Renders the desk of uploads to one escaped string of HTML; its rows are made in the browser."""

import json

from dashboard.auth import Right
from dashboard.components.table import environment
from dashboard.context import Context, View

COLUMNS = ("file", "country", "round", "outcome", "error", "warning", "info", "actions")
NUMBERS = ("error", "warning", "info")
SAID = "upload.say."
"""Words below it go to the browser, which says them while files are sent."""


def upload_markup(view: View, context: Context) -> str:
    """The zone to drop files on, what may be done with all of them, and the empty table."""
    words, person = view.words, view.person
    countries = sorted(context.content.countries.values(), key=lambda c: words.text(c.name))
    rounds = context.content.rounds.values()
    desk = {
        "words": {key.removeprefix(SAID): words(key) for key in words.keys if key.startswith(SAID)},
        "limit": context.settings.max_upload_mb,
        "mayLoad": person.may(Right.LOAD),
        "mayPublish": person.may(Right.REVIEW),
    }
    return (
        environment()
        .get_template("upload.html")
        .render(
            words=words,
            desk=json.dumps(desk, ensure_ascii=False, sort_keys=True),
            limit=words.number(context.settings.max_upload_mb),
            may_load=person.may(Right.LOAD),
            may_publish=person.may(Right.REVIEW),
            sign_in="" if person.may(Right.LOAD) else view.link("sign-in", keep=False),
            stated=(
                (
                    "country",
                    words("filter.countries"),
                    [(country.iso3, words.text(country.name)) for country in countries],
                ),
                (
                    "round",
                    words("filter.round"),
                    [(one.code, words.text(one.name)) for one in rounds],
                ),
            ),
            columns=COLUMNS,
            numbers=NUMBERS,
        )
    )
