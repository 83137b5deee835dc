"""The Support Project of the content: the seed's wording, and clear words on mistakes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemas.content import Content
from schemas.support_project import HOLDINGS, Activity

Broken = Callable[..., Path]
Found = Callable[[Path], list[tuple[str, str, str]]]

FILE = "support_project.toml"


def every(activities: tuple[Activity, ...]) -> Iterator[Activity]:
    for one in activities:
        yield one
        yield from every(one.parts)


def test_the_areas_are_those_of_the_presentation(content: Content) -> None:
    project = content.support_project
    assert [area.wording.text["fr"] for area in project.areas] == [
        "L'appui au processus de dialogue",
        "Le développement des connaissances et des bonnes pratiques",
        "La mise en œuvre de la Stratégie de Dakar",
    ]
    listed = [one for area in project.areas for one in every(area.activities)]
    said = [one.wording.text["fr"] for one in listed]
    assert len(said) == 23
    for words in (
        "Organisation de réunions thématiques et de haut niveau ainsi que réunions du CoPil",
        "Déploiement rapide d'experts",
        "Sur demande du pays bénéficiaire dès aujourd'hui",
        "lignes directrices etc.",
    ):
        assert words in said


def test_english_is_flagged_as_a_working_translation(content: Content) -> None:
    project = content.support_project
    listed = [one for area in project.areas for one in every(area.activities)]
    wordings = [project.aim, *(a.wording for a in project.areas), *(one.wording for one in listed)]
    assert all(one.is_official("fr") for one in wordings)
    assert not any(one.is_official("en") for one in wordings)


def test_what_is_held_is_known(content: Content) -> None:
    held = [code for area in content.support_project.areas for code in area.holds]
    assert sorted(held) == sorted(HOLDINGS)


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('holds = ["profiles-imap"', 'holds = ["profile"', "areas.knowledge", "profile"),
        ('en = "NEW ACTIVITIES"', 'en = ""', "areas.knowledge", "'en'"),
        ('en = "Rapid deployment of experts"', 'es = "x"', "areas.implementation", "en"),
        ('en = "translation" }', 'en = "guess" }', "areas.dialogue", "guess"),
        ("[aim]", "[goal]", "support_project", "aim"),
        ('code = "dialogue"', "", "areas.1", "code"),
        ("name =", "name", "-", ""),
    ],
)
def test_a_mistake_is_named(
    broken: Broken, problems: Found, old: str, new: str, key: str, said: str
) -> None:
    found = problems(broken(FILE, (old, new)))
    assert (found[0][0], found[0][1]) == (FILE, key)
    assert said in found[0][2]


def test_a_project_without_areas_is_a_mistake(broken: Broken, problems: Found) -> None:
    folder = broken("countries.csv")
    text = (folder / FILE).read_text(encoding="utf-8")
    (folder / FILE).write_text(text.split("[[areas]]")[0], encoding="utf-8")
    assert problems(folder) == [(FILE, "support_project", "a project needs at least one area")]
