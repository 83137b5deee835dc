"""Turns `--lang`, else the locale, else the setting, into the words of the command line."""

import locale
import os
from collections.abc import Mapping, Sequence
from itertools import pairwise

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from schemas.content import DATA
from schemas.wording import LOCALES, Words

CATALOGUES = (
    "cli",
    "suggest",
    "users",
    "letter_cli",
    "snapshot_cli",
    "export_cli",
    "room_cli",
    "deploy",
    "backup",
)
"""Files of locales/ that hold words of commands."""

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def languages() -> tuple[str, ...]:
    """The languages that have words, in alphabetical order."""
    return tuple(sorted(path.name for path in (DATA / "locales").iterdir() if path.is_dir()))


def language_of(arguments: Sequence[str] = (), environment: Mapping[str, str] = os.environ) -> str:
    """The language asked for by `--lang`, by the locale or by DAKAR_LANGUAGE; else French."""
    known = languages()
    candidates = [*_asked(arguments), *_of_locale(environment), environment.get("DAKAR_LANGUAGE")]
    return next((code for code in candidates if code in known), "fr")


def _asked(arguments: Sequence[str]) -> list[str]:
    following = [b for a, b in pairwise(arguments) if a == "--lang"]
    joined = [a.removeprefix("--lang=") for a in arguments if a.startswith("--lang=")]
    return [text.split(",")[0] for text in (*following, *joined)]


def _of_locale(environment: Mapping[str, str]) -> list[str]:
    named = [environment[name] for name in LOCALE_VARIABLES if environment.get(name)]
    if not named and os.name == "nt":
        named = [locale.getlocale()[0] or ""]
    # The first variable that is set decides, as everywhere; "C" names no language.
    return [named[0][:2].lower()] if named else []


def cli_words(language: str) -> Words:
    """The words of the command line alone: reading all catalogues would take too long."""
    found = Catalog(locale=LOCALES.get(language, language))
    for name in CATALOGUES:
        with (DATA / "locales" / language / f"{name}.po").open("rb") as stream:
            for message in read_po(stream, locale=found.locale):
                if message.id:
                    found.add(message.id, message.string)
    return Words(language, found)
