"""Odd rounds as decks: every file of a pack is made in both languages and says what is missing."""

import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
from sqlalchemy import Engine

from dashboard.exports.kit import Kit, kit_of
from dashboard.exports.pack import pack_of
from dashboard.meetings import Item, default_agenda
from dashboard.queries import Source
from schemas.content import Content
from schemas.database.engine import writer_engine

pytestmark = pytest.mark.slow

THEN, NOW, NEXT, PUBLIC = "madrid-2012", "dakar-2013", "rabat-2014", "public-sources"
WHOLE = "4 3 2 1 0 4 3 2 1 0"
LONG = "Échange d’informations sur les visas et les frontières " * 5 + "jusqu’au bout de la ligne"
STRANGE = '=1+1 "L\'été" <b>&amp;</b> 🛂 {n} %s \u202e${x}'
WRITERS = ("pptx", "pdf", "xlsx", "html")

Fill = Callable[[Any], None]


def one_country(given: Any) -> None:
    given.report("SEN", answers=WHOLE)


def one_in_both(given: Any) -> None:
    given.report("SEN", THEN, answers="3 3 2 1 0 4 3 2 1 0")
    given.report("MLI", THEN, answers=WHOLE)
    given.report("SEN", NOW, answers=WHOLE)
    given.report("GHA", NOW, answers=WHOLE)


def nothing_applies(given: Any) -> None:
    given.report("SEN", THEN, answers=" ".join(["NA"] * 10))
    given.report("SEN", NOW, answers=" ".join(["NA"] * 10))


def nobody(given: Any) -> None:
    given.report("SEN", state="draft", answers=WHOLE)


def many_measures(given: Any) -> None:
    measures = [
        {"objective": str(n % 10 + 1), "answer": str(n % 5), "measure_id": f"SEN-M{n:04}"}
        for n in range(1200)
    ]
    given.report("SEN", answers=WHOLE, measures=measures)


def long_names(given: Any) -> None:
    assert len(LONG) >= 290
    measures = [{"objective": "1", "answer": "3", "title_fr": LONG, "lead": LONG}]
    items = [{"item_id": "SEN-C1", "kind": "CHAL", "title": LONG, "text": LONG, "consent": "PUB"}]
    given.report("SEN", answers=WHOLE, measures=measures, items=items)


def strange_names(given: Any) -> None:
    measures = [{"objective": "1", "answer": "3", "title_fr": STRANGE, "lead": STRANGE}]
    items = [{"item_id": STRANGE[:20], "kind": "CHAL", "title": STRANGE, "text": STRANGE,
              "consent": "PUB"}]  # fmt: skip
    given.report("SEN", answers=WHOLE, measures=measures, items=items)


def observers(given: Any) -> None:
    """DZA observes; HRV joins a month after the day on which partners are counted."""
    given.report("DZA", answers=WHOLE)
    given.report("HRV", answers=WHOLE)
    given.report("SEN", answers="4 4 4 4 4 4 4 4 4 4")


def later_member(given: Any) -> None:
    """A partner of this round that was none of the round before is not compared."""
    for round_ in (NOW, NEXT):
        given.report("HRV", round_, answers=WHOLE)
        given.report("SEN", round_, answers="2 2 2 2 2 2 2 2 2 2")


def mixed_origins(given: Any) -> None:
    given.round(THEN, "illustrative")
    given.round(NOW, "reported")
    given.report("SEN", THEN, answers=WHOLE)
    given.report("SEN", NOW, answers=WHOLE)


def public_pages(given: Any) -> None:
    given.round(PUBLIC, "public-sources")
    measures = [{"objective": "1", "status_word": "adopted"}, {"objective": "4"}]
    given.report("SEN", PUBLIC, measures=measures)


def confidential(given: Any) -> None:
    measures = [{"objective": "1", "answer": "3", "consent": "SEC"}]
    items = [{"item_id": "SEN-C1", "kind": "CHAL", "title": "x", "consent": "SEC"}]
    given.report("SEN", THEN, answers=WHOLE, consent="SEC")
    given.report("SEN", NOW, answers=WHOLE, consent="SEC", measures=measures, items=items)


def elsewhere(given: Any) -> None:
    given.report("FRA", answers=WHOLE)


def odd(fill: Fill, fr: str, en: str, **options: Any) -> Any:
    """`fr` and `en`: what all four files say. `query` filters every line of the agenda; `round`
    is put on each; `annex`: with a pair of slides for each partner."""
    return pytest.param(fill, {"fr": fr, "en": en}, options, id=fill.__name__)


NO_LEVEL = ("Aucun niveau n’est encore connu", "No level is known yet")
CASES = [
    odd(one_country, "1 pays sur 57 a un rapport publié", "1 of 57 countries has a published"),
    odd(one_in_both, "(1 pays comparé)", "(1 country compared)"),
    odd(nothing_applies, *NO_LEVEL),
    odd(nobody, "0 partenaire sur 57", "0 of 57 partners"),
    odd(many_measures, "1 200 mesures", "1,200 measures", more="country-measures"),
    odd(long_names, LONG[:40], LONG[:40], more="country-measures"),
    odd(strange_names, "=1+1", "=1+1", more="country-measures"),
    odd(observers, "1 pays sur 57 a un rapport", "1 of 57 countries has a", more="country-strip"),
    odd(later_member, "(1 pays comparé)", "(1 country compared)", round=NEXT),
    odd(mixed_origins, "aucun cycle antérieur à comparer", "no earlier round to compare"),
    odd(public_pages, "1 pays sur 58 figure dans", "1 of 58 countries appears in", round=PUBLIC),
    odd(confidential, *NO_LEVEL),
    odd(elsewhere, "0 pays sur 1", "0 of 1 countries", query="countries=SEN"),
]


@pytest.fixture
def engine(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Engine]:
    """SQLite alone: what is tried is made after the queries."""
    file = tmp_path / "odd.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


def agenda(content: Content, options: dict[str, Any]) -> list[Item]:
    lines = default_agenda(content.meetings["session-4"])
    extra = [f"round={options['round']}"] if "round" in options else []
    extra += [options["query"]] if "query" in options else []
    items = [Item(one.key, one.exhibit, "&".join([one.query, *extra])) for one in lines]
    if "more" in options:
        items.append(Item("20", options["more"], "countries=SEN"))
        items.append(Item("21", "no-such-exhibit"))
    return items


def kit_for(engine: Engine, content: Content, options: dict[str, Any]) -> Kit:
    meeting, items = content.meetings["session-4"], agenda(content, options)
    return kit_of(Source(engine, ("PUB",)), content, meeting, ["fr", "en"], items=items,
                  base="http://x")  # fmt: skip


def plain(text: str) -> str:
    """Letters as they were written: no tags, entities, odd spaces or places to break."""
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'")):
        text = text.replace(entity, letter)
    return re.sub(r"\s+", " ", text.replace("&amp;", "&").replace("\u200b", ""))


def xml_text(data: bytes, inside: str) -> str:
    with ZipFile(BytesIO(data)) as archive:
        parts = [archive.read(n).decode() for n in archive.namelist() if re.match(inside, n)]
    return plain(" ".join("".join(re.findall(r"<(?:a:)?t\b[^>]*>([^<]*)<", p)) for p in parts))


def texts_of(pack: dict[str, bytes], language: str) -> dict[str, str]:
    """Ending -> everything a reader of that file in that language can read."""
    named = {
        end: next(
            data
            for name, data in pack.items()
            if re.fullmatch(rf"[^/]*-{language}\.{end}" if end != "html" else r"[^/]*\.html", name)
        )
        for end in WRITERS
    }
    pages = pypdf.PdfReader(BytesIO(named["pdf"])).pages
    return {
        "pptx": xml_text(named["pptx"], r"ppt/(slides|notesSlides)/[^/]*\.xml"),
        "pdf": plain(" ".join(page.extract_text() for page in pages)),
        "xlsx": xml_text(named["xlsx"], r"xl/sharedStrings\.xml"),
        "html": plain(re.sub(r"<[^>]*>", "", named["html"].decode())),
    }


@pytest.mark.parametrize(("fill", "says", "options"), CASES)
def test_every_file_is_made_and_says_what_is_missing(
    engine: Engine, content: Content, given: Any, fill: Fill, says: dict[str, str],
    options: dict[str, Any],
) -> None:  # fmt: skip
    fill(given)
    kit = kit_for(engine, content, options)
    with ZipFile(BytesIO(pack_of(kit))) as archive:
        pack = {name: archive.read(name) for name in archive.namelist()}
    for language in ("fr", "en"):
        texts = texts_of(pack, language)
        for end, text in texts.items():
            assert plain(says[language]) in text, (language, end)
            assert "Traceback" not in text
            if end != "html":
                assert not re.search(r"\b(nan|None|inf)\b|\{(n|of|title)\}(?! %s)", text), end
    assert all(slide.built is not None or slide.problem for slide in kit.first.slides)


def test_later_members_and_observers_enter_no_number(
    engine: Engine, content: Content, given: Any
) -> None:
    observers(given)
    kit = kit_for(engine, content, {})
    built = {slide.built.code: slide.built for slide in kit.decks["en"].whole if slide.built}
    assert built["pillars"].title == "100% of known answers are advanced or completed"
    assert built["reporting-status"].title == "1 of 57 partners has published its report"
