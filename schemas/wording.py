"""Turns gettext catalogues into words: sentences, plurals, numbers and dates of a language."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal, format_percent, get_decimal_symbol

from schemas.reading import Problems, Text

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
"""Babel's locale of a language; a language not listed here uses its own code."""


def rounded(value: float) -> int:
    """Half up on the stored fraction: the one rounding of the product."""
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))


class Words:
    """Everything said in one language. `words("key", name=value)` gives a sentence.

    Raises KeyError for a key without words: that is our mistake, not a user's.
    """

    def __init__(self, language: str, catalog: Catalog) -> None:
        self.language = language
        self.locale = Locale.parse(LOCALES.get(language, language))
        buffer = BytesIO()
        write_mo(buffer, catalog)
        buffer.seek(0)
        self._translations = GNUTranslations(buffer)
        self._keys = frozenset(_keys(catalog))

    @property
    def keys(self) -> frozenset[str]:
        return self._keys

    def __call__(self, key: str, /, **params: object) -> str:
        if key not in self._keys:
            raise KeyError(f"no words for {key!r} in {self.language}")
        sentence = self._translations.gettext(key)
        return sentence.format(**params) if params else sentence

    def count(self, key: str, n: int, /, **params: object) -> str:
        """The singular or plural of `key` for n, with {n} written as a number."""
        if key not in self._keys:
            raise KeyError(f"no words for {key!r} in {self.language}")
        return self._translations.ngettext(key, key, n).format(n=self.number(n), **params)

    def text(self, text: Text) -> str:
        """A label of a content file in this language."""
        return text[self.language]

    def number(self, value: float, digits: int = 0) -> str:
        shown = rounded(value) if digits == 0 else round(value, digits)
        return format_decimal(shown, locale=self.locale)

    def plain_number(self, text: str) -> str:
        """A number written by the program, with this language's decimal mark and no groups:
        "1250.5" -> "1250,5" in French. Any other text stays as it is."""
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            return text
        return text.replace(".", get_decimal_symbol(self.locale))

    def percent(self, fraction: float) -> str:
        """0.456 -> "46 %" or "46%"."""
        hundredths = Decimal(str(fraction)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return format_percent(hundredths, locale=self.locale)

    def days(self, starts: date, ends: date) -> str:
        """11–12 septembre 2013; 30 septembre 2013 – 2 octobre 2013."""
        if starts == ends:
            return self.date(ends)
        if (starts.year, starts.month) == (ends.year, ends.month):
            return f"{self.date(starts).split()[0]}–{self.date(ends)}"
        return f"{self.date(starts)} – {self.date(ends)}"

    def date(self, day: date) -> str:
        """12 septembre 2013 / 12 September 2013; the first of a month is "1er" in French."""
        text = format_date(day, "d MMMM y", locale=self.locale)
        is_first = day.day == 1 and self.locale.language == "fr"
        return f"1er{text[1:]}" if is_first else text

    def time(self, moment: datetime) -> str:
        return format_datetime(moment, "d MMMM y, HH:mm", locale=self.locale)

    def listed(self, items: list[str], style: str = "standard") -> str:
        """a, b et c / a, b and c; style "or" for alternatives."""
        kinds: dict[str, str] = {"standard": "standard", "or": "or"}
        return format_list(items, style=kinds[style], locale=self.locale)  # type: ignore[arg-type]


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _keys(catalog: Catalog) -> set[str]:
    return {_key(message) for message in catalog if message.id}


def read_words(folder: Path, problems: Problems) -> dict[str, Words]:
    """One `Words` for each folder of locales/, French first. All .po files of a language are
    one catalogue; a key in two files, or in one language only, is a problem."""
    catalogs: dict[str, Catalog] = {}
    languages = sorted((p.name for p in folder.iterdir() if p.is_dir()), key=lambda c: c != "fr")
    for language in languages:
        catalogs[language] = _merged(folder / language, language, problems)
    _check_same_keys(folder, catalogs, problems)
    return {language: Words(language, catalog) for language, catalog in catalogs.items()}


def _merged(folder: Path, language: str, problems: Problems) -> Catalog:
    merged = Catalog(locale=LOCALES.get(language, language))
    seen: dict[str, str] = {}
    for file in sorted(folder.glob("*.po")):
        name = f"{language}/{file.name}"
        try:
            with file.open("rb") as stream:
                catalog = read_po(stream, locale=merged.locale, abort_invalid=True)
        except (OSError, UnicodeDecodeError, PoFileError) as error:
            problems.add(name, "-", str(error))
            continue
        for message in catalog:
            if not message.id:
                continue
            key = _key(message)
            if key in seen:
                problems.add(name, key, f"already in {seen[key]}")
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            if not all(strings):
                problems.add(name, key, "no words")
            seen[key] = name
            merged.add(message.id, message.string)
    return merged


def _check_same_keys(folder: Path, catalogs: Mapping[str, Catalog], problems: Problems) -> None:
    keys = {language: _keys(catalog) for language, catalog in catalogs.items()}
    everything: set[str] = set().union(*keys.values())
    for language, known in keys.items():
        for key in sorted(everything - known):
            problems.add(f"{folder.name}/{language}", key, "no words in this language")
