"""Renders the page of open data: files with their hashes, what is not in them, the dictionary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from dashboard.components.table import environment
from dashboard.context import PUBLIC, RoundView, View
from dashboard.exhibits.stamp import stamp_of_snapshot
from schemas.content import Content
from schemas.wording import Words

BASE = "/api/v1/data"
KINDS = ("csv", "xlsx", "json")
MOST_CODES = 16
"""Codes of a field that the dictionary on the page spells out; the table of codes has them all."""

KILO = 1000


@dataclass(frozen=True)
class Offered:
    """What the page offers, as exports/open_tables.py and exports/open_package.py make it.
    `package` is None while others wait for files."""

    tables: Sequence[Any]
    package: Any | None


def open_data_part(view: View, content: Content, offered: Offered) -> Markup:
    """The whole page below its lead, for the reader's audience and the snapshot he looks at."""
    words, package, frozen = view.words, offered.package, view.snapshot
    said = ""
    if frozen is not None:
        stamp = stamp_of_snapshot(frozen, content, words)
        said = words("data.frozen", name=stamp.name, short=stamp.short)

    def address(file: str, round_code: str = "") -> str:
        return address_of(view, file, round_code)

    parts = {one.name: one for one in package.parts} if package else {}
    markup = (
        environment()
        .get_template("open_data.html")
        .render(
            words=words,
            tables=offered.tables,
            titles={one.name: words.text(one.title) for one in offered.tables},
            package=package,
            parts=parts,
            kept=sum(one.not_shown for one in parts.values() if not one.is_emptied),
            kinds=KINDS,
            audience=view.consents[-1],
            frozen=said,
            address=address,
            size=lambda n: size_in_words(n, words),
            rounds=view.rounds,
            examples=examples(view, view.rounds),
            most=MOST_CODES,
        )
    )
    return Markup(markup)  # noqa: S704  autoescaped


def address_of(view: View, file: str, round_code: str = "") -> str:
    """The address of a file: of the snapshot that is looked at, else of the reader's audience."""
    asked = {"round": round_code}
    if view.snapshot is not None:
        asked["snapshot"] = view.snapshot.code
    elif view.consents != PUBLIC:
        asked["audience"] = view.consents[-1]
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{BASE}/{file}?{query}" if query else f"{BASE}/{file}"


def size_in_words(n: int, words: Words) -> str:
    """Bytes as people read them: three digits at most."""
    if n < KILO:
        return words.count("data.size", n)
    if n < KILO * KILO:
        return words("data.size.kb", n=words.number(n / KILO, int(n < 10 * KILO)))
    return words("data.size.mb", n=words.number(n / KILO / KILO, 1))


def examples(view: View, rounds: tuple[RoundView, ...]) -> list[tuple[str, str]]:
    """Words of an example -> its address, about the newest round with reports."""
    of_round = f"round={rounds[-1].round.code}" if rounds else ""
    found = [
        ("exhibit", f"/api/v1/exhibits/scorecard.json?{of_round}"),
        ("measures", f"/api/v1/measures?{of_round}&page=2"),
        ("rounds", "/api/v1/rounds"),
        ("table", f"{BASE}/objective_answers.csv?{of_round}"),
        ("package", f"{BASE}/package.zip?{of_round}"),
    ]
    if view.snapshot is not None:
        found.append(("snapshot", f"/api/v1/reports?snapshot={view.snapshot.code}"))
    return [(key, one.rstrip("?&").replace("?&", "?")) for key, one in found]
