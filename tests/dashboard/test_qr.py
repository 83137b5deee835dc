"""QR codes: the drawing and the picture hold the modules of the address, within white."""

import re
from io import BytesIO

import pytest
import segno
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dashboard.exports.qr import QUIET, qr_png, qr_svg

ADDRESS = "http://127.0.0.1:8050/s/3f2a9c1/scorecard"
SVG = "{http://www.w3.org/2000/svg}"
letters = st.text(st.characters(codec="utf-8"), min_size=1, max_size=120)


def expected(address: str) -> list[list[bool]]:
    code = segno.make(address, error="m", micro=False, boost_error=False)
    return [[bool(dark) for dark in row] for row in code.matrix_iter(border=QUIET)]


def drawn(svg: str) -> list[list[bool]]:
    """The modules a renderer paints, from the path's own commands."""
    tree = ElementTree.fromstring(svg)
    size = int(tree.attrib["viewBox"].split()[3])
    modules = [[False] * size for _ in range(size)]
    path = tree.find(f"{SVG}path")
    assert path is not None and path.attrib["fill"] == "currentColor"
    for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path.attrib["d"]):
        x, y, there, back = map(int, run)
        assert there == back
        modules[y][x : x + there] = [True] * there
    return modules


@given(letters)
def test_the_drawing_holds_the_modules_of_the_address(address: str) -> None:
    assert drawn(qr_svg(address)) == expected(address)


def test_the_picture_holds_the_same_modules() -> None:
    picture = Image.open(BytesIO(qr_png(ADDRESS, scale=3))).convert("L")
    modules = expected(ADDRESS)
    size = len(modules)
    assert picture.size == (3 * size, 3 * size)
    found = [
        [picture.getpixel((3 * x + 1, 3 * y + 1)) == 0 for x in range(size)] for y in range(size)
    ]
    assert found == modules
    assert not any(any(row) for row in modules[:QUIET])


def test_an_address_of_ours_stays_large_enough_for_a_room() -> None:
    assert len(expected(ADDRESS)) - 2 * QUIET <= 33


def test_it_is_named_or_passed_over() -> None:
    label = 'Adresse « <b>&"x" »'
    named = ElementTree.fromstring(qr_svg(ADDRESS, label))
    title = named.find(f"{SVG}title")
    assert title is not None and title.text == label
    assert (named.attrib["role"], named.attrib["aria-label"]) == ("img", label)
    assert "width" not in named.attrib
    plain = ElementTree.fromstring(qr_svg(ADDRESS))
    assert plain.attrib["aria-hidden"] == "true" and plain.find(f"{SVG}title") is None


@pytest.mark.parametrize("address", ["", "x" * 4000])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        qr_svg(address)
    with pytest.raises(ValueError):
        qr_png(address)
