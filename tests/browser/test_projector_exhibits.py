"""Every exhibit of the catalogue on the projector: no words small, cut, or over others."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from dashboard.exhibits import EXHIBITS
from dashboard.exports.kit import HTML, file_of, kit_of
from dashboard.meetings import Item
from dashboard.queries import Source
from schemas.content import Content
from schemas.database.engine import reader_engine

MEASURE = Path(__file__).with_name("measure_slides.js").read_text("utf-8")
COUNTRY, FOUR = "countries=SEN", "countries=SEN,MAR,FRA,GHA"
QUERIES = {
    "pillar-objectives": "pillar=2",
    "pillar-countries": "pillar=2",
    "country-strip": COUNTRY,
    "country-measures": COUNTRY,
    "country-priorities": COUNTRY,
    "objective-evidence": f"{COUNTRY}&objective=4",
    "objective-distribution": "objective=4",
    "objective-tiles": "objective=4",
    "objective-roadmap": "objective=4",
    "roadmap-matrix": "objective=4",
    "theme-answers": "theme=border",
    "theme-participation": "theme=border",
    "theme-needs": "theme=border",
    "theme-measures": "theme=border",
    "public-status": "round=public-sources",
    "compare": FOUR,
    "differences": FOUR,
}


@pytest.fixture(scope="module")
def document(sample_database: Path, content: Content, tmp_path_factory: Any) -> Path:
    engine = reader_engine(f"sqlite:///{sample_database}")
    items = [Item(str(n), one, QUERIES.get(one, "")) for n, one in enumerate(EXHIBITS, 1)]
    meeting = content.meetings["session-4"]
    kit = kit_of(Source(engine, ("PUB",)), content, meeting, ["fr", "en"], items=items,
                 base="http://x")  # fmt: skip
    file: Path = tmp_path_factory.mktemp("exhibits") / "deck.html"
    file.write_bytes(file_of(kit, HTML))
    engine.dispose()
    assert not [slide.item for slide in kit.first.slides if slide.built is None]
    return file


def test_no_words_of_any_exhibit_are_small_cut_or_over_others(
    document: Path, new_page: Callable[..., Page], complaints: Any
) -> None:
    complaints.allow(r"foreign request: file://")
    page = new_page(width=1920, height=1080)
    page.goto(document.as_uri())
    page.wait_for_selector("html[data-ready]")
    page.evaluate("document.fonts.ready")
    found: list[str] = []
    for language in ("fr", "en"):
        if language == "en":
            page.keyboard.press("l")
        measured = page.evaluate(MEASURE)
        found += measured["found"]
        assert measured["slides"] > len(EXHIBITS)
    assert found == []
