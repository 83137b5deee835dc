"""What a newcomer adds by content alone: a template column, a language, a framework."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.content import DATA, load_content
from schemas.framework import Follows
from schemas.template import Need

TEMPLATE = "templates/progress-report-1.toml"

SMALL_FRAMEWORK = """
code = "small"
name = { fr = "Petit programme", en = "Small programme" }
follows = { framework = "dakar", objectives = { 1 = "10", 2 = "4" } }

[pillars.A]
fr = "Données"
en = "Data"
short = { fr = "Données", en = "Data" }
source = { fr = "translation", en = "official" }

[objectives.1]
pillar = "A"
fr = "Partager les données"
en = "Share data"
short = { fr = "Partage", en = "Sharing" }
source = { fr = "translation", en = "official" }

[objectives.2]
pillar = "A"
fr = "Former les équipes"
en = "Train the teams"
short = { fr = "Formation", en = "Training" }
source = { fr = "translation", en = "official" }
"""

COLUMN = """
[[sheets.columns]]
key = "hosts"
fr = "Communes concernées"
en = "Municipalities concerned"
type = "integer"
need = "optional"
lowest = 0
help.fr = "Nombre de communes où la mesure est appliquée."
help.en = "Number of municipalities where the measure is applied."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content of data/."""
    for part in ("frameworks", "templates", "locales"):
        shutil.copytree(DATA / part, tmp_path / part)
    for file in (*DATA.glob("*.csv"), *DATA.glob("*.toml")):
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


def rewrite(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_template_column_is_one_block(folder: Path) -> None:
    before = '\n\n[[sheets]]\ncode = "themes"'
    rewrite(folder / TEMPLATE, lambda text: text.replace(before, COLUMN + before))
    sheet = load_content(folder).templates["progress-report-1"].sheets["measures"]
    assert sheet.columns[-1].key == "hosts"
    assert sheet.column("hosts").need is Need.OPTIONAL


def test_a_language_is_a_catalogue_and_its_key_beside_the_others(folder: Path) -> None:
    """Italian, with the English words."""
    shutil.copytree(folder / "locales" / "en", folder / "locales" / "it")
    for file in folder.rglob("*.toml"):
        rewrite(file, with_italian)
    rewrite(
        folder / "countries.csv",
        lambda text: re.sub(
            r"^([^,]*,[^,]*,[^,]*,)([^,]*),",
            lambda found: f"{found[1]}{found[2]},{found[2].replace('name_en', 'name_it')},",
            text,
            flags=re.M,
        ),
    )
    content = load_content(folder)
    assert content.languages == ("fr", "en", "it")
    assert content.countries["ITA"].name["it"] == "Italy"
    assert content.frameworks["dakar"].objectives["8"].short["it"] == "Remittances"
    entry = content.templates["progress-report-1"].lists["answer"]["2"]
    assert entry.shown == "2 · En cours / Under way / Under way"
    assert content.words["it"]("severity.error") == "Error"


def with_italian(text: str) -> str:
    """The English words of a TOML file again under the key `it`."""
    text = re.sub(r'^(help\.)?en = (".*")$', r"\g<0>\n\1it = \2", text, flags=re.M)
    return re.sub(r'(?<=[,{] )en = ("(?:[^"\\]|\\.)*")', r"\g<0>, it = \1", text)


def test_a_framework_is_one_file(folder: Path) -> None:
    (folder / "frameworks" / "small.toml").write_text(SMALL_FRAMEWORK, encoding="utf-8")
    small = load_content(folder).frameworks["small"]
    assert [o.code for o in small.objectives_of("A")] == ["1", "2"]
    assert small.follows == Follows("dakar", {"1": "10", "2": "4"})
    assert small.themes == {}
