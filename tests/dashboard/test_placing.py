"""Decisions on measures without objective: kept, taken back, applied in a new version."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from dashboard.queries import Source
from dashboard.queries.placements import page_of, place_in, placements, queue
from loaders import desk
from schemas.database.audit import Actor
from schemas.database.desk import Audit, Placement
from schemas.database.models import Aggregate, FindingRow, Measure, Report

ANALYST = Actor("analyst@example.org", "analyst")
OTHER = Actor("other@example.org", "analyst")
RETURN = "Programme de retour volontaire et de réintégration"
TRAFFICKING = "Loi contre la traite des êtres humains"
NONSENSE = "xkcd qwerty"

EVERY = ("PUB", "PART", "SEC")


def key(country="SEN", number=1, round_code="dakar-2013"):
    return (country, round_code, f"{country}-M{number:04}")


def measures(*titles: str, **columns: Any) -> list[Mapping[str, Any]]:
    return [{"title_fr": title, **columns} for title in titles]


@pytest.fixture
def found(reader):
    return lambda: placements(Source(reader, EVERY))


@pytest.fixture
def decide(engine, content):
    def make(objective, *, actor=ANALYST, place=None, **said):
        choice = desk.Choice(objective, **said)
        return desk.decide_placement(engine, content, place or key(), choice, actor)

    return make


def waiting(found) -> list[str]:
    return [one.measure_id for one in found().waiting]


def rows(engine, table, **where):
    with engine.connect() as connection:
        query = select(table.__table__).order_by(table.id)
        for name, value in where.items():
            query = query.where(getattr(table, name) == value)
        return connection.execute(query).mappings().all()


# What waits


def test_measures_without_objective_wait_whatever_the_state_of_their_report(given, found):
    states = ("draft", "submitted", "needs-revision", "validated", "published", "superseded")
    for country, state in zip(("SEN", "MAR", "MLI", "TCD", "NER", "GIN"), states, strict=True):
        given.report(country, state=state, measures=[{"title_fr": "A"}, {"objective": "4"}])
    assert waiting(found) == [f"{c}-M0001" for c in ("MAR", "MLI", "NER", "SEN", "TCD")]


def test_only_the_newest_version_of_a_country_and_round_waits(given, found):
    given.report("SEN", version=1, measures=measures("A", "B"))
    given.report("SEN", version=2, state="draft", measures=measures("A"))
    given.report("SEN", "madrid-2012", measures=measures("C"))
    assert [(m.report, m.title) for m in found().waiting] == [
        ("SEN-dakar-2013-v2", "A"),
        ("SEN-madrid-2012-v1", "C"),
    ]


def test_the_queue_is_filtered_sorted_and_paged(given, found, content):
    given.report("SEN", measures=measures(RETURN, NONSENSE))
    given.report("MAR", "madrid-2012", measures=measures(TRAFFICKING))

    def propose(measures):
        return desk.propose(content, [one.titles for one in measures])

    def shown(**filters):
        return [one.title for one in queue(found(), propose, order=("SEN", "MAR"), **filters)]

    assert shown() == [RETURN, NONSENSE, TRAFFICKING]
    assert shown(countries=("MAR",)) == [TRAFFICKING]
    assert shown(round_code="dakar-2013") == [RETURN, NONSENSE]
    assert shown(band="sure") == [RETURN, TRAFFICKING]
    assert shown(band="uncertain") == [NONSENSE]
    every = queue(found(), propose, order=("SEN", "MAR"))
    page = page_of(every, propose, 9, 2)
    assert (page.page, page.pages, page.total) == (2, 2, 3)
    assert [(one.measure.title, one.proposals[0].objective) for one in page.rows] == [
        (TRAFFICKING, "5")
    ]


def test_a_measure_knows_its_neighbours(given, found):
    given.report("SEN", measures=measures("A", "B", "C"))
    queued = found().waiting
    first, second, third = (desk.key_text(one.key) for one in queued)
    assert (place_in(queued, second).previous, place_in(queued, second).next) == (first, third)
    assert (place_in(queued, third).number, place_in(queued, third).next) == (3, "")
    assert (place_in(queued, "gone").number, place_in(queued, "gone").next) == (0, first)


# Proposals


def test_titles_that_say_the_same_in_two_languages_are_averaged(content):
    french, english = "Loi contre la traite", "Purchase of printers"
    (one,) = desk.propose(content, [(french,)])
    (other,) = desk.propose(content, [(english,)])
    (both,) = desk.propose(content, [(french, english)])
    told = {s.objective: s.confidence for s in other}
    expected = (one[0].confidence + told.get(one[0].objective, 0)) / 2
    assert both[0].objective == "5"
    assert both[0].confidence == pytest.approx(expected)
    assert sum(s.confidence for s in both) <= 1


def test_a_measure_without_a_title_has_no_proposals(content):
    assert desk.propose(content, [(), ("Loi contre la traite",)])[0] == ()
    assert desk.propose(content, [()]) == [()]


# Decisions


def test_a_decision_keeps_what_was_proposed_and_changes_no_report(
    given, engine, found, decide, content
):
    given.report("SEN", measures=measures(TRAFFICKING))
    made = decide("5")
    (row,) = rows(engine, Placement)
    assert (made.decision, made.objective, made.rank) == ("accepted", "5", 1)
    assert (row["decision"], row["objective"], row["roadmap_action"]) == ("accepted", "5", "R06")
    assert row["suggested"]["proposals"][0]["objective"] == "5"
    assert (row["title"], row["actor"]) == (TRAFFICKING, ANALYST.name)
    assert waiting(found) == []
    (measure,) = rows(engine, Measure)
    assert measure["objective"] is None
    assert len(rows(engine, Report)) == 1


def test_choices_besides_the_proposals_are_kept_as_refusals(given, engine, found, decide, content):
    given.report("SEN", measures=measures(TRAFFICKING, TRAFFICKING + " et des enfants"))
    (proposals,) = desk.propose(content, [(TRAFFICKING,)])
    other = next(o for o in ("8", "9", "6") if o not in {p.objective for p in proposals})
    assert decide(other).decision == "other"
    assert decide("none", place=key(number=2)).decision == "none"
    kept = [(row["decision"], row["objective"]) for row in rows(engine, Placement)]
    assert kept == [("other", other), ("none", None)]
    assert all(row["suggested"]["proposals"] for row in rows(engine, Placement))
    assert waiting(found) == []


@pytest.mark.parametrize(
    ("given_by_country", "said", "expected"),
    [
        ({}, {}, (None, "R06")),
        ({"theme": "border", "roadmap_action": "R05"}, {}, ("border", "R05")),
        ({"theme": "border"}, {"theme": ""}, (None, "R06")),
        ({}, {"theme": "crisis", "roadmap_action": ""}, ("crisis", None)),
    ],
)
def test_theme_and_action_are_the_countrys_then_the_proposals_unless_chosen(
    given, engine, decide, given_by_country, said, expected
):
    given.report("SEN", measures=measures(TRAFFICKING, **given_by_country))
    decide("5", **said)
    (row,) = rows(engine, Placement)
    assert (row["theme"], row["roadmap_action"]) == expected


@pytest.mark.parametrize("said", [{"theme": "X"}, {"roadmap_action": "R99"}])
def test_codes_outside_the_framework_are_refused(given, engine, decide, said):
    given.report("SEN", measures=measures(TRAFFICKING))
    for objective, changes in (("11", {}), ("5", said)):
        with pytest.raises(desk.PlacingError, match="choice"):
            decide(objective, **changes)
    assert rows(engine, Placement) == rows(engine, Audit) == []


def test_a_measure_that_does_not_wait_cannot_be_decided(given, decide):
    given.report("SEN", measures=[{"objective": "4"}])
    for place in (key(), key(number=9), key("MAR")):
        with pytest.raises(desk.PlacingError, match="unknown"):
            decide("5", place=place)


def test_the_newest_of_two_decisions_counts_and_its_maker_is_told(given, found, decide):
    given.report("SEN", measures=measures(TRAFFICKING))
    first = decide("5")
    second = decide("4", actor=OTHER, seen=0)
    assert second.overtaken is not None
    assert (second.overtaken.id, second.overtaken.objective) == (first.id, "5")
    assert [one.objective for one in found().held] == ["4"]
    assert decide("5", seen=second.id).overtaken is None


def test_a_click_sent_twice_is_not_somebody_elses_decision(given, decide):
    given.report("SEN", measures=measures(TRAFFICKING))
    decide("5")
    assert decide("5").overtaken is None


def test_two_who_decide_at_once_are_put_in_order(given, engine, decide, found):
    given.report("SEN", measures=measures(TRAFFICKING))
    with ThreadPoolExecutor(2) as pool:
        made = list(
            pool.map(lambda who: decide(who[0], actor=who[1]), (("5", ANALYST), ("4", OTHER)))
        )
    first, second = sorted(made, key=lambda one: one.id)
    assert first.overtaken is None and second.overtaken is not None
    assert second.overtaken.objective == first.objective
    assert [one.objective for one in found().held] == [second.objective]


def test_a_decision_taken_back_makes_the_measure_wait_again(given, engine, found, decide):
    given.report("SEN", measures=measures(TRAFFICKING))
    made = decide("5")
    assert desk.undo_placement(engine, made.id, OTHER) == key()
    assert waiting(found) == ["SEN-M0001"]
    assert found().before(found().waiting[0]) is None
    for placement in (made.id, 99):
        with pytest.raises(desk.PlacingError):
            desk.undo_placement(engine, placement, ANALYST)


def test_the_same_measure_or_title_was_decided_before(given, found, decide):
    given.report("SEN", "madrid-2012", measures=measures(TRAFFICKING, "B"))
    given.report(
        "SEN", measures=measures("Autre intitulé", "C", "LOI contre la Traite des etres humains")
    )
    given.report("MAR", measures=measures(TRAFFICKING))
    decide("5", place=key(round_code="madrid-2012"))
    told = {one.measure_id: found().before(one) for one in found().waiting}
    assert {id_: one.objective for id_, one in told.items() if one} == {
        "SEN-M0001": "5",
        "SEN-M0003": "5",
    }


def test_a_new_title_makes_a_decided_measure_wait_again(given, found, decide):
    given.report("SEN", version=1, measures=measures(TRAFFICKING))
    decide("5")
    given.report("SEN", version=2, state="draft", measures=measures(TRAFFICKING.upper()))
    assert waiting(found) == []
    given.report("SEN", version=3, state="draft", measures=measures("Tout autre chose"))
    (measure,) = found().waiting
    before = found().before(measure)
    assert before is not None and before.objective == "5"


# New versions


def applied(engine, report="SEN-dakar-2013-v1"):
    return desk.apply_placements(engine, report, ANALYST)


def test_applying_makes_a_draft_that_says_who_placed_the_measure(given, engine, found, decide):
    finding = {
        "code": "no-objective",
        "sheet": "measures",
        "params": {"column": "measures.objective"},
    }
    given.report(
        "SEN",
        measures=[
            {"title_fr": TRAFFICKING, "extra": {"private": {"x": 1}}, "theme": "border"},
            {"title_fr": "B", "objective": "4"},
            {"title_fr": "C"},
        ],
        findings=[{**finding, "cell": "G6"}, {**finding, "cell": "G8"}],
    )
    decide("5")
    made = applied(engine)
    assert (made.report.code, made.report.state) == ("SEN-dakar-2013-v2", "draft")
    assert made.measures == ("SEN-M0001",)
    placed, kept, blank = rows(engine, Measure, report_id=made.report.id)
    assert (placed["objective"], placed["theme"], placed["roadmap_action"]) == (
        "5",
        "border",
        "R06",
    )
    mark = placed["extra"]["placed"]
    assert (mark["by"], mark["decision"]) == ("secretariat", "accepted")
    assert placed["extra"]["private"] == {"x": 1}
    assert "objective" not in placed["cells"]
    assert (kept["objective"], kept["extra"], blank["objective"]) == ("4", {}, None)
    findings = rows(engine, FindingRow, report_id=made.report.id)
    assert [(f["code"], f["cell"], f["params"].get("objective")) for f in findings] == [
        ("objective-placed", "G6", "5"),
        ("no-objective", "G8", None),
    ]
    counted = rows(engine, Aggregate, report_id=made.report.id)
    assert sorted(row["objective"] for row in counted) == ["", "4", "5"]
    assert [row["objective"] for row in rows(engine, Measure)][:3] == [None, "4", None]


def test_only_what_is_due_in_the_newest_version_is_applied(given, engine, found, decide):
    given.report("SEN", measures=measures(TRAFFICKING, "B"))
    with pytest.raises(desk.PlacingError, match="nothing"):
        applied(engine)
    decide("none", place=key(number=2))
    assert found().due == {}
    decide("5")
    assert found().due == {"SEN-dakar-2013-v1": 1}
    applied(engine)
    assert found().due == {}
    for report, reason in (
        ("SEN-dakar-2013-v1", "not-newest"),
        ("SEN-dakar-2013-v2", "nothing"),
        ("SEN-dakar-2013-v9", "unknown"),
    ):
        with pytest.raises(desk.PlacingError, match=reason):
            applied(engine, report)


def test_a_placement_taken_back_leaves_what_the_country_gave(given, engine, found, decide):
    finding = {"code": "no-objective", "sheet": "measures", "cell": "G6"}
    given.report("SEN", measures=measures(TRAFFICKING, theme="border"), findings=[finding])
    made = decide("5", theme="crisis")
    applied(engine)
    desk.undo_placement(engine, made.id, ANALYST)
    assert waiting(found) == ["SEN-M0001"]
    assert found().waiting[0].own == ("border", None)
    again = applied(engine, "SEN-dakar-2013-v2")
    (measure,) = rows(engine, Measure, report_id=again.report.id)
    stands = (measure["objective"], measure["theme"], measure["roadmap_action"], measure["extra"])
    assert stands == (None, "border", None, {})
    (row,) = rows(engine, FindingRow, report_id=again.report.id)
    assert row["code"] == "no-objective"


def test_another_decision_after_applying_is_due_again(given, engine, found, decide):
    given.report("SEN", measures=measures(TRAFFICKING))
    first = decide("5")
    applied(engine)
    decide("3", seen=first.id)
    assert found().due == {"SEN-dakar-2013-v2": 1}
    made = applied(engine, "SEN-dakar-2013-v2")
    (measure,) = rows(engine, Measure, report_id=made.report.id)
    assert measure["objective"] == "3"


def test_the_audit_log_names_codes_and_no_titles(given, engine, decide):
    given.report("SEN", measures=measures(TRAFFICKING))
    made = decide("5")
    applied(engine)
    desk.undo_placement(engine, made.id, OTHER)
    log = [(a["action"], a["subject"], a["before"], a["after"]) for a in rows(engine, Audit)]
    assert log == [
        ("placement-decide", "SEN-dakar-2013:SEN-M0001", "", "5"),
        ("placement-apply", "SEN-dakar-2013-v2", "SEN-dakar-2013-v1", "SEN-dakar-2013-v2"),
        ("placement-undo", "SEN-dakar-2013:SEN-M0001", "5", ""),
    ]
    assert not any("traite" in str(dict(row)).lower() for row in rows(engine, Audit))


def test_a_key_is_read_back_from_its_text():
    assert desk.read_key(desk.key_text(key())) == key()
    assert desk.read_key("SEN-M0001") is None and desk.read_key("") is None
