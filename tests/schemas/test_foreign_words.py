"""The words of countries' own tables: every language has some, and mistakes are named."""

from pathlib import Path

import pytest

from schemas.content import DATA
from schemas.foreign import LANGUAGES, load_foreign
from schemas.reading import ContentError

FILE = DATA / "foreign" / "headings.toml"


def copied(folder: Path, before: str, after: str) -> Path:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    (folder / "foreign").mkdir()
    (folder / "foreign" / "headings.toml").write_text(
        text.replace(before, after, 1), encoding="utf-8"
    )
    return folder


def test_every_role_is_named_in_every_language() -> None:
    words = load_foreign(DATA)
    spoken: dict[str, set[str]] = {}
    for headings in words.headings.values():
        for heading in headings:
            spoken.setdefault(heading.role, set()).update(heading.languages)
    assert all(set(LANGUAGES) <= languages for languages in spoken.values())
    assert set(words.values) == {"level", "mtype", "theme"}


def test_no_number_stands_for_a_level() -> None:
    words = load_foreign(DATA).values["level"]
    assert not [word for word in words if any(character.isdigit() for character in word)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[roles.title]\nfr = [", "[roles.title]\nfx = [", "missing key 'fr'"),
        ('fr = ["confidentiel"]', 'fr = ["en cours"]', "stands under"),
        ("total = [", "totals = [", "rows.total"),
        ('fr = ["devise", "monnaie"]', 'fr = "devise"', "a list of texts is needed"),
        ("[small]", "[smaller]", "small"),
        ("[small]", "[small", "headings.toml"),
    ],
)
def test_a_mistake_names_its_place(tmp_path: Path, before: str, after: str, said: str) -> None:
    with pytest.raises(ContentError) as error:
        load_foreign(copied(tmp_path, before, after))
    assert said in str(error.value)
