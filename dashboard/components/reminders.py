"""The text that asks a country for its report. Nothing is sent: a person copies it."""

from collections.abc import Sequence

from dashboard.queries.round_states import WAITING, RoundStatus
from loaders import template_name
from schemas.content import Content
from schemas.wording import Words

RULE = "-" * 72


def silent(status: RoundStatus) -> tuple[str, ...]:
    """Partners from which nothing has come in a round, by ISO3."""
    return tuple(row.country for row in status.members if row.status == WAITING)


def reminder(words: Words, content: Content, status: RoundStatus, iso3: str, is_past: bool) -> str:
    """What to write to a country, in one language, without anybody's name or address.
    `is_past`: the due day has passed."""
    one = status.round
    parts = [
        words("rounds.reminder.subject", round=words.text(one.name)),
        words("rounds.reminder.country", country=words.text(content.countries[iso3].name)),
        "",
        words("rounds.reminder.greeting"),
        "",
        words(
            "rounds.reminder.ask",
            start=words.date(one.period_from),
            end=words.date(one.period_to),
        ),
    ]
    if status.due_on is not None:
        key = "rounds.reminder.was-due" if is_past else "rounds.reminder.due"
        parts.append(words(key, date=words.date(status.due_on)))
    if not status.is_open:
        parts.append(words("rounds.reminder.closed"))
    parts += [
        "",
        words("rounds.reminder.how"),
        words("rounds.reminder.how.1", file=template_name(iso3, one.code)),
        words("rounds.reminder.how.2"),
        words("rounds.reminder.how.3", page=words("page.upload")),
        "",
        words("rounds.reminder.crossed"),
        "",
        words("rounds.reminder.signature"),
    ]
    return "\n".join(parts)


def reminders_file(
    every: Sequence[Words], content: Content, status: RoundStatus, is_past: bool
) -> bytes:
    """All reminders of a round as plain text that every program opens: of each country, in the
    alphabet of the first language, one text a language."""
    first = every[0]
    countries = sorted(silent(status), key=lambda iso3: first.text(content.countries[iso3].name))
    texts = [
        f"{RULE}\n{iso3} · {words.language.upper()}\n{RULE}\n\n"
        f"{reminder(words, content, status, iso3, is_past)}\n"
        for iso3 in countries
        for words in every
    ]
    heads = [words("rounds.reminder.not-sent") for words in every]
    whole = "\n".join([*heads, "", *texts])
    return whole.replace("\n", "\r\n").encode("utf-8-sig")
