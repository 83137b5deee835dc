"""Words, plurals, numbers and dates of a language."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.content import Content
from schemas.reading import Problems
from schemas.wording import Words, read_words, rounded

CATALOGUES = {
    "fr": (
        "nplurals=2; plural=(n > 1);",
        'msgid "greeting"\nmsgstr "Bonjour {name}"\n\n'
        'msgid "countries"\nmsgid_plural "countries"\nmsgstr[0] "{n} pays en {year}"\n'
        'msgstr[1] "{n} pays différents en {year}"\n',
    ),
    "en": (
        "nplurals=2; plural=(n != 1);",
        'msgid "greeting"\nmsgstr "Good day {name}"\n\n'
        'msgid "countries"\nmsgid_plural "countries"\nmsgstr[0] "{n} country in {year}"\n'
        'msgstr[1] "{n} countries in {year}"\n',
    ),
}


@pytest.fixture
def words(tmp_path: Path) -> dict[str, Words]:
    for language, (plural, entries) in CATALOGUES.items():
        (tmp_path / language).mkdir()
        header = (
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
            f'"Plural-Forms: {plural}\\n"\n\n'
        )
        (tmp_path / language / "some.po").write_text(header + entries, encoding="utf-8")
    problems = Problems()
    found = read_words(tmp_path, problems)
    assert problems.found == []
    return found


def test_a_sentence_takes_its_params(words: dict[str, Words]) -> None:
    assert words["fr"]("greeting", name="Awa") == "Bonjour Awa"
    assert words["en"]("greeting", name="{name}") == "Good day {name}"
    assert words["en"]("greeting") == "Good day {name}"


@pytest.mark.parametrize(
    ("language", "n", "text"),
    [
        ("fr", 0, "0 pays en 2013"),
        ("fr", 1, "1 pays en 2013"),
        ("fr", 2, "2 pays différents en 2013"),
        ("fr", 1200, "1\u202f200 pays différents en 2013"),
        ("en", 0, "0 countries in 2013"),
        ("en", 1, "1 country in 2013"),
        ("en", 1200, "1,200 countries in 2013"),
    ],
)
def test_plurals(words: dict[str, Words], language: str, n: int, text: str) -> None:
    assert words[language].count("countries", n, year=2013) == text


def test_a_key_without_words_is_our_mistake(words: dict[str, Words]) -> None:
    with pytest.raises(KeyError, match="no words for 'farewell' in fr"):
        words["fr"]("farewell")
    with pytest.raises(KeyError, match="no words for 'farewell' in en"):
        words["en"].count("farewell", 2)


def test_french_comes_first(words: dict[str, Words]) -> None:
    assert list(words) == ["fr", "en"]
    assert words["en"].keys == {"greeting", "countries"}


@pytest.mark.parametrize(
    ("value", "shown"), [(0.5, 1), (1.5, 2), (2.5, 3), (12.5, 13), (53.57, 54), (0.49, 0), (62, 62)]
)
def test_rounding_is_half_up(value: float, shown: int) -> None:
    assert rounded(value) == shown


@given(st.integers(min_value=0, max_value=10_000))
def test_rounding_keeps_whole_numbers_and_lifts_halves(n: int) -> None:
    assert rounded(n) == n
    assert rounded(n + 0.5) == n + 1


@given(st.floats(min_value=0, max_value=100))
def test_rounding_moves_by_half_at_most(value: float) -> None:
    assert abs(rounded(value) - value) <= 0.5


def test_numbers_dates_and_lists(content: Content) -> None:
    fr, en = content.words["fr"], content.words["en"]
    assert (fr.number(1234.5), en.number(1234.5)) == ("1\u202f235", "1,235")
    assert (fr.number(53.57, 1), en.number(53.57, 1)) == ("53,6", "53.6")
    assert (fr.percent(0.455), en.percent(0.455)) == ("46\u00a0%", "46%")
    assert (en.percent(0.285), en.percent(0.005), en.percent(1)) == ("29%", "1%", "100%")
    assert (fr.date(date(2013, 9, 12)), en.date(date(2013, 9, 12))) == (
        "12 septembre 2013",
        "12 September 2013",
    )
    assert en.time(datetime(2013, 9, 12, 14, 5)) == "12 September 2013, 14:05"
    assert fr.listed(["a", "b", "c"]) == "a, b et c"
    assert (fr.listed(["a", "b"], "or"), en.listed(["a", "b"], "or")) == ("a ou b", "a or b")
    assert fr.text({"fr": "oui", "en": "yes"}) == "oui"


@pytest.mark.parametrize(
    ("starts", "ends", "french", "english"),
    [
        ("2013-09-11", "2013-09-12", "11–12 septembre 2013", "11–12 September 2013"),
        ("2013-09-01", "2013-09-02", "1er–2 septembre 2013", "1–2 September 2013"),
        (
            "2013-09-30",
            "2013-10-02",
            "30 septembre 2013 – 2 octobre 2013",
            "30 September 2013 – 2 October 2013",
        ),
        ("2013-09-12", "2013-09-12", "12 septembre 2013", "12 September 2013"),
    ],
)
def test_days_that_follow_each_other(
    content: Content, starts: str, ends: str, french: str, english: str
) -> None:
    days = date.fromisoformat(starts), date.fromisoformat(ends)
    assert content.words["fr"].days(*days) == french
    assert content.words["en"].days(*days) == english
