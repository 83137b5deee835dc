"""Texts for people: the guide, the method, and the typography of every French sentence."""

import re
from pathlib import Path

import pytest

from schemas.content import Content

SECTIONS = (
    "ours",
    "scale",
    "non-answers",
    "bases",
    "aggregation",
    "groups",
    "change",
    "coverage",
    "bounds",
    "rounding",
    "missing",
    "audience",
    "provenance",
    "example",
)


def guide(content: Content, language: str) -> str:
    return Path(content.folder / "help" / f"{language}.md").read_text(encoding="utf-8")


def headings(text: str) -> list[str]:
    return re.findall(r"^(##+) ", text, re.M)


def address(heading: str) -> str:
    return re.sub(r"\W+", "-", heading.lower()).strip("-")


def test_the_guide_has_the_same_shape_in_each_language(content: Content) -> None:
    shapes = {language: headings(guide(content, language)) for language in content.languages}
    assert shapes["fr"] == shapes["en"]
    assert len(shapes["fr"]) >= 6


def test_links_inside_the_guide_lead_to_a_heading(content: Content) -> None:
    for language in content.languages:
        text = guide(content, language)
        places = {address(title) for title in re.findall(r"^##+ (.*)$", text, re.M)}
        wanted = set(re.findall(r"\]\(#(.*?)\)", text))
        assert len(wanted) == 7
        assert wanted <= places


def test_every_section_of_the_method_has_words(content: Content) -> None:
    keys = {key for key in content.words["fr"].keys if re.fullmatch(r"method\.[^.]+\.body", key)}
    assert keys == {f"method.{section}.body" for section in SECTIONS}
    for words in content.words.values():
        for section in SECTIONS:
            assert words(f"method.{section}.title")


def test_the_method_says_that_the_scale_is_ours(content: Content) -> None:
    assert "la nôtre" in content.words["fr"]("method.ours.body")
    assert "ours" in content.words["en"]("method.ours.body")


def test_the_worked_example_takes_numbers(content: Content) -> None:
    names = "country round known na missing sum value lower upper coverage asked band"
    numbers = {name: f"<{name}>" for name in names.split()}
    for words in content.words.values():
        told = words("method.example.body", **numbers)
        assert all(f"<{name}>" in told for name in numbers)


@pytest.mark.parametrize("pattern", [r"[^\s\u00a0\u202f:]:(?=[\s]|$)", r"[^\u00a0\u202f][;?!»]"])
def test_french_has_a_no_break_space_before_high_signs(content: Content, pattern: str) -> None:
    words = content.words["fr"]
    wrong = [key for key in sorted(words.keys) if re.search(pattern, words(key))]
    assert wrong == []


def test_french_apostrophes_and_quotes(content: Content) -> None:
    words = content.words["fr"]
    wrong = [k for k in sorted(words.keys) if re.search(r"\w'\w|«[^\u00a0\u202f]", words(k))]
    assert wrong == []


def test_nothing_is_exclaimed(content: Content) -> None:
    for words in content.words.values():
        assert [key for key in sorted(words.keys) if "!" in words(key)] == []
