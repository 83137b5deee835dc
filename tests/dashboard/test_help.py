"""The guide: what it says of roles is what they may do, and its pictures are there and small."""

import re
from pathlib import Path

import pytest

from dashboard.auth import RIGHTS, Right, Role
from dashboard.auth.rights import OWN_COUNTRY
from dashboard.components.prose import PICTURE_SIZE, prose
from dashboard.shell.assets import ASSETS, help_picture
from schemas.content import Content

LANGUAGES = ("fr", "en")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
LARGEST = 120_000


def guide(content: Content, language: str) -> str:
    return (content.folder / "help" / f"{language}.md").read_text("utf-8")


def size_of(file: Path) -> tuple[int, int]:
    """Width and height of a WebP picture, from its extended header."""
    data = file.read_bytes()
    assert (data[:4], data[8:16]) == (b"RIFF", b"WEBPVP8X")
    width, height = (int.from_bytes(data[i : i + 3], "little") + 1 for i in (24, 27))
    return width, height


@pytest.mark.parametrize(
    ("language", "yes", "own"), [("fr", "oui", "son pays"), ("en", "yes", "own country")]
)
def test_the_table_of_roles_is_the_table_of_rights(
    content: Content, language: str, yes: str, own: str
) -> None:
    lines = [line for line in guide(content, language).splitlines() if line.count("|") == 7]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    rights = [right for right in Right if right is not Right.OPEN]
    assert len(rows) == len(rights)
    for right, row in zip(rights, rows, strict=True):
        for role, said in zip(Role, row[1:], strict=True):
            limited = role is Role.FOCAL_POINT and right in OWN_COUNTRY
            wanted = (own if limited else yes) if right in RIGHTS[role] else "–"
            assert said == wanted, (row[0], role)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_described_small_and_used(content: Content, language: str) -> None:
    named = PICTURE.findall(guide(content, language))
    assert len(named) >= 8
    folder = ASSETS / "help" / language
    assert {name for _, name in named} == {file.name for file in folder.iterdir()}
    for alt, name in named:
        assert len(alt) > 20
        assert (folder / name).stat().st_size <= LARGEST
        assert size_of(folder / name) == PICTURE_SIZE


def test_both_guides_show_the_same_pictures_in_their_own_language(content: Content) -> None:
    names = [[name for _, name in PICTURE.findall(guide(content, one))] for one in LANGUAGES]
    assert names[0] == names[1]
    for name in names[0]:
        french, english = ((ASSETS / "help" / one / name).read_bytes() for one in LANGUAGES)
        assert french != english


def test_a_picture_has_the_address_of_its_content_and_leads_to_itself() -> None:
    name = "upload-list.webp"
    address = help_picture("fr", name)
    assert address is not None
    assert re.fullmatch(r"/assets/help/fr/upload-list\.webp\?v=[0-9a-f]{12}", address)
    html = prose("x", f'![A "list"]({name})', "", lambda one: help_picture("fr", one))[0].data
    assert f'<a class="picture" href="{address}"><img src="{address}" alt="A &quot;' in html


@pytest.mark.parametrize(
    "name", ["https://evil.example/x.webp", "../../icon.svg", "//evil.example/x", "none.webp"]
)
def test_a_picture_from_elsewhere_is_words_alone(name: str) -> None:
    assert help_picture("fr", name) is None
    html = prose("x", f"![Words <b>]({name})", "", lambda one: help_picture("fr", one))[0].data
    assert "<img" not in html
    assert "Words &lt;b&gt;" in html
