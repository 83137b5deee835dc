"""What suggestions are learnt from: read whole, and each mistake named with file and key."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.content import Content
from schemas.reading import ContentError
from schemas.training import OUTSIDE, Training, load_training

LEXICON = "training/lexicon.toml"
OTHERS = "training/outside.toml"
MEASURES = "samples/public_measures.csv"

Change = Callable[[str, str, str], list[str]]


@pytest.fixture(scope="module")
def training(content: Content) -> Training:
    return load_training(content.folder, content.languages)


@pytest.fixture
def mistakes(content: Content, tmp_path: Path) -> Change:
    """The problems of a copy of data/ in which a piece of a file was replaced."""

    def found(name: str, old: str, new: str) -> list[str]:
        for part in ("training", "samples", "frameworks"):
            shutil.copytree(content.folder / part, tmp_path / part)
        file = tmp_path / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(ContentError) as caught:
            load_training(tmp_path, content.languages)
        return [str(problem) for problem in caught.value.problems]

    return found


def test_every_labelled_measure_is_an_example(training: Training) -> None:
    assert len(training.examples) == 294
    assert {one.language for one in training.examples} == {"fr", "en", "pt", "es"}
    assert {one.objective for one in training.examples} == set(training.objectives)
    assert {one.theme for one in training.examples} == {"", *(code for code, _ in training.themes)}


def test_other_fields_have_terms_and_titles(training: Training) -> None:
    assert len(set(training.outside)) == len(training.outside) >= 100
    assert sum(one.target == OUTSIDE for one in training.lexicon.terms) >= 100
    titles = {one.title for one in training.examples}
    assert not titles & set(training.outside)


def test_every_objective_has_terms_of_every_weight(training: Training) -> None:
    weights = {(one.target, one.points) for one in training.lexicon.terms}
    assert weights >= {(code, points) for code in training.objectives for points in (1, 2, 3)}


def test_hints_point_to_themes_and_actions(training: Training) -> None:
    known = {code for code, _ in (*training.themes, *training.actions)}
    named = {one.target for one in training.lexicon.hints} | training.lexicon.always
    assert named == known


def test_labels_are_those_of_the_framework(training: Training, content: Content) -> None:
    framework = content.frameworks["dakar"]
    wording = framework.objectives["6"].wording.text
    assert {(text, "6") for text in wording.values()} <= set(training.labels)
    assert len(training.labels) == 2 * (10 + 3 + 13)


def test_training_can_be_compared_and_kept(training: Training) -> None:
    assert hash(training) == hash(training)


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (LEXICON, "[objectives.1.weak]", "[objectives.77.weak]", "objectives.77: not in"),
        (LEXICON, "[objectives.1.weak]", "[objectives.1.mild]", "objectives.1.mild: missing key"),
        (LEXICON, "[actions.R13]", "[actions.R99]", "actions.R99: not in"),
        (LEXICON, "[weights]", "[heights]", "weights: missing key 'weights'"),
        (LEXICON, '"libre circulation"', '"+"', "1: no words in '+'"),
        (LEXICON, 'framework = "dakar"', 'framework = "rabat"', "rabat.toml: -"),
        (LEXICON, "[weights]", "[weights", "lexicon.toml: -"),
        (OTHERS, '"Néant"', '"!"', "outside.toml: -: no words in '!'"),
        (OTHERS, "[terms.strong]", "[terms.huge]", "outside.toml: terms"),
        (OTHERS, "[titles]", "[headings]", "outside.toml: titles"),
        (MEASURES, ",4,,,R08,completed", ",44,,,R08,completed", "line 2: not in the framework"),
        (MEASURES, ",4,,,R08,completed", ",4,,,R88,completed", "line 2: not in the framework"),
        (MEASURES, "second_objective", "another_objective", "second_objective: column missing"),
    ],
)
def test_a_mistake_is_named(mistakes: Change, name: str, old: str, new: str, expected: str) -> None:
    assert any(expected in one for one in mistakes(name, old, new))
