"""Turns decks into one HTML document with its fonts, style, script and words inside."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard.components.glyphs import glyph
from dashboard.components.table import css_look
from dashboard.exhibits.table import ColumnKind
from dashboard.exports.deck.faces import country_of, faces_of, shown_address
from dashboard.exports.qr import qr_svg
from dashboard.meetings import Deck
from schemas.content import Content
from schemas.country import folded
from schemas.wording import Words

HERE = Path(__file__).resolve().parent
ASSETS = HERE.parent.parent.parent / "assets"
SCRIPTS = ("stage.js", "finding.js", "notes.js", "presenter.js", "keys.js")
"""Joined in this order into the document's one script."""

FONTS = ("inter-latin.woff2", "inter-latin-ext.woff2")

SAID = (
    "notes.state", "notes.none", "notes.unsent", "notes.memory", "notes.refused", "notes.nowhere",
    "notes.saved", "find.none", "jump", "jump.none", "black", "blocked", "highlight",
)  # fmt: skip
"""Words that the script says: `deck.<key>` of deck.po, with {params} left open."""

KEYS = (
    "next", "previous", "first", "jump", "find", "highlight", "black", "language", "subtitle",
    "theme", "screen", "presenter", "note", "help",
)  # fmt: skip
"""What a key does, in the order of the help; words at `deck.key.<name>`."""

WITHOUT_BUTTON = ("first", "jump")


def html_of(
    decks: Sequence[Deck], content: Content, *, notes_address: str = "", reader: str = ""
) -> bytes:
    """The document; the language of the first deck is shown first, the others wait inside.
    `notes_address`: where notes are sent once the server is reached ("": they stay here or
    become a file). `reader` keeps the notes of several people on one machine apart."""
    first = decks[0]
    described = [_described(decks, place, content) for place in range(len(decks))]
    kept = _kept(decks, content, notes_address, reader)
    return (
        _environment()
        .get_template("deck.html")
        .render(
            decks=described,
            deck=first,
            policy=policy_of(),
            style=Markup(_style()),  # noqa: S704 - our own files
            script=Markup(_script()),  # noqa: S704 - our own files
            kept=Markup(_inert(kept)),  # noqa: S704 - "<" is escaped
        )
        .encode("utf-8")
    )


def policy_of() -> str:
    """The Content-Security-Policy of the document: its own style and script by their hashes,
    nothing from elsewhere. Notes go back to the server the document came from."""
    return (
        f"default-src 'none'; script-src '{_hash(_script())}'; style-src '{_hash(_style())}'; "
        "font-src data:; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


def _described(decks: Sequence[Deck], place: int, content: Content) -> Mapping[str, Any]:
    deck = decks[place]
    other = decks[1 - place] if len(decks) == 2 else None
    agenda, annex = faces_of(deck, other)
    words = deck.words
    framework = content.framework_of(deck.round)
    return {
        "deck": deck,
        "words": words,
        "agenda": agenda,
        "annex": annex,
        "badges": _badges(deck),
        "other": other.language if other else "",
        "other_title": other.title if other else "",
        "qr": Markup(qr_svg(deck.address, words("deck.qr"))) if deck.address else "",  # noqa: S704
        "shown": shown_address(deck.address),
        "countries": _countries(deck, content),
        "objectives": [(one.code, words.text(one.short)) for one in framework.objectives.values()],
        "results": [
            (number, words.text(one)) for number, one in enumerate(deck.meeting.results, start=1)
        ],
        "help": KEYS,
        "buttons": [key for key in KEYS if key not in WITHOUT_BUTTON],
        "has_languages": len(decks) > 1,
    }


def _badges(deck: Deck) -> str:
    """What marks the numbers that no country reported, in a word or two."""
    built = [slide.built for slide in deck.slides if slide.built is not None]
    marked = (one.badge for one in built if one.provenance != "reported")
    return " · ".join(dict.fromkeys(marked))


def _countries(deck: Deck, content: Content) -> list[tuple[str, str]]:
    """The round's partners by name, in the alphabet of the deck's language."""
    text = deck.words.text
    found = [(code, text(content.countries[code].name)) for code in content.partners(deck.round)]
    return sorted(found, key=lambda pair: folded(pair[1]))


def _kept(
    decks: Sequence[Deck], content: Content, notes_address: str, reader: str
) -> dict[str, Any]:
    """What the script has to know."""
    first = decks[0]
    in_annex = {slide.country for slide in first.annex}
    return {
        "meeting": first.meeting.code,
        "snapshot": first.stamp.short,
        "reader": sha256(reader.encode("utf-8")).hexdigest()[:12] if reader else "",
        "notes": notes_address,
        "words": {deck.language: _said(deck.words) for deck in decks},
        "countries": {
            code: {"names": dict(content.countries[code].name), "annex": code in in_annex}
            for code in content.partners(first.round)
        },
    }


def _said(words: Words) -> dict[str, str]:
    return {key: words(f"deck.said.{key}") for key in SAID}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(glyph=glyph, look=css_look, kinds=ColumnKind, country_of=country_of)
    return environment


@cache
def _style() -> str:
    return "\n".join((_fonts(), _tokens(), (HERE / "deck.css").read_text("utf-8")))


@cache
def _script() -> str:
    return "\n".join((HERE / name).read_text("utf-8") for name in SCRIPTS)


def _fonts() -> str:
    """The rules of inter.css with the fonts inside."""
    folder = ASSETS / "vendor" / "inter"
    css = (folder / "inter.css").read_text("utf-8")
    for name in FONTS:
        data = b64encode((folder / name).read_bytes()).decode("ascii")
        css = css.replace(f'url("{name}")', f"url(data:font/woff2;base64,{data})")
    return css


def _tokens() -> str:
    """The product's tokens; the dark ones where a room is dark, not where the system is, and
    never on paper."""
    css = (ASSETS / "tokens.css").read_text("utf-8")
    light, dark = re.findall(r":root\s*{(.*?)}", css, re.DOTALL)
    return f":root {{{light}}}\n@media screen {{ :root[data-theme=dark] {{{dark}}} }}"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _inert(value: object) -> str:
    """JSON that cannot end the block it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
