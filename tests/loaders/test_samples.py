"""Samples: public measures without a level, and rounds that are plainly fictional."""

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, select, update

import loaders
from loaders import storage
from loaders.pipeline import run
from loaders.prefilling import template_workbook
from loaders.samples import SampleError, load_samples
from loaders.samples.levels import level_at, reporting_countries
from loaders.samples.parameters import read_parameters
from loaders.samples.public import public_reports
from loaders.storage import RoundState
from schemas.content import Content
from schemas.database.engine import migrate, writer_engine
from schemas.database.models import (
    Assistance,
    Base,
    Contact,
    DataVersion,
    ExchangeItem,
    File,
    FindingRow,
    Measure,
    ObjectiveAnswer,
    Profile,
    Report,
)
from schemas.findings import RULES, Severity

DATED = ("madrid-2012", "dakar-2013", "rabat-2014")
LEVELS = ("0", "1", "2", "3", "4")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Iterator[Engine]:
    """A database with every sample, made once; tests only read it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('samples')}/samples.db"
    migrate(url)
    engine = writer_engine(url)
    seen: list[tuple[str, int, int]] = []
    loaded = loaders.load_samples(engine, content, lambda *step: seen.append(step))
    assert len(seen) == sum(loaded.values())
    assert seen[37] == ("madrid-2012", 38, 38)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(samples: Engine) -> Iterator[Connection]:
    with samples.connect() as connection:
        yield connection


def test_every_report_is_published(connection: Connection) -> None:
    query = select(Report.round, Report.state, func.count()).group_by(Report.round, Report.state)
    assert {tuple(row) for row in connection.execute(query)} == {
        ("madrid-2012", "published", 38),
        ("dakar-2013", "published", 46),
        ("rabat-2014", "published", 49),
        ("public-sources", "published", 56),
    }
    assert storage.round_states(connection) == {
        **dict.fromkeys(DATED, RoundState("illustrative")),
        "public-sources": RoundState("public-sources"),
    }
    assert connection.execute(select(DataVersion.number)).scalar_one() > 0


def test_no_sample_has_an_error(connection: Connection) -> None:
    codes = set(connection.execute(select(FindingRow.code).distinct()).scalars())
    assert {code for code in codes if RULES[code].severity is Severity.ERROR} == set()


def test_the_perfect_country_gives_no_finding(connection: Connection) -> None:
    query = (
        select(Report.round, func.count(FindingRow.id))
        .outerjoin(FindingRow, FindingRow.report_id == Report.id)
        .where(Report.country == "SEN", Report.round.in_(DATED))
        .group_by(Report.round)
    )
    assert {row[0]: row[1] for row in connection.execute(query)} == dict.fromkeys(DATED, 0)


# The public-source sample


def test_every_public_measure_is_stored(connection: Connection, content: Content) -> None:
    query = (
        select(Measure.__table__, Report.country)
        .join(Report, Measure.report_id == Report.id)
        .where(Report.round == "public-sources")
    )
    stored = connection.execute(query).mappings().all()
    with (content.folder / "samples" / "public_measures.csv").open(encoding="utf-8") as stream:
        listed = list(csv.DictReader(stream))
    assert len(stored) == len(listed) == 294

    def title(row: Any) -> str:
        return str(row["title_fr"] or row["title_en"] or row["title_other"])

    found = {(row["country"], title(row)): row for row in stored}
    for row in listed:
        one = found[row["iso3"], row["title"]]
        known = [
            one["objective"],
            one["objective_2"] or "",
            (one["theme"] or "").upper(),
            one["roadmap_action"] or "",
            one["status_word"],
            str(one["year"] or ""),
            one["evidence"],
            one["comment"] or "",
        ]
        keys = (
            "objective second_objective theme roadmap_action status year source_url evidence_note"
        )
        assert known == [row[key] for key in keys.split()]
        lang = {"title_fr": "fr", "title_en": "en"}
        given = next(key for key in ("title_fr", "title_en", "title_other") if one[key])
        assert lang.get(given, (one["lang_other"] or "").lower()) == row["lang"]


def test_no_level_comes_from_a_public_page(connection: Connection) -> None:
    query = (
        select(Measure.answer, Measure.counts_as)
        .join(Report, Measure.report_id == Report.id)
        .where(Report.round == "public-sources")
        .distinct()
    )
    assert connection.execute(query).all() == [("NR", "NR")]


def test_public_reports_name_nobody(content: Content) -> None:
    for sheets in public_reports(content).values():
        assert set(sheets) == {"id", "measures"}


# The illustrative rounds


def test_different_countries_report_in_different_rounds(
    connection: Connection, content: Content
) -> None:
    reporting = {
        code: set(connection.execute(select(Report.country).where(Report.round == code)).scalars())
        for code in DATED
    }
    for code in DATED:
        assert reporting[code] <= set(content.partners(code))
    assert reporting["madrid-2012"] - reporting["rabat-2014"]
    assert reporting["rabat-2014"] - reporting["dakar-2013"]
    assert len(reporting["madrid-2012"] & reporting["dakar-2013"]) > 25


def test_answers_are_of_every_kind(connection: Connection) -> None:
    query = (
        select(ObjectiveAnswer.answer, ObjectiveAnswer.reason)
        .join(Report, ObjectiveAnswer.report_id == Report.id)
        .where(Report.round.in_(DATED))
    )
    rows = connection.execute(query).all()
    counted = Counter(row.answer for row in rows)
    assert set(counted) == {*LEVELS, "NA", "NI", "C"}
    assert all(row.reason for row in rows if row.answer in ("NA", "NI", "C"))
    assert all(counted[level] > len(rows) / 25 for level in LEVELS)


def test_levels_move_and_step_back_with_a_reason(connection: Connection) -> None:
    query = select(
        Report.country, Report.round, ObjectiveAnswer.objective, ObjectiveAnswer.answer,
        ObjectiveAnswer.reason,
    ).join(Report, ObjectiveAnswer.report_id == Report.id)  # fmt: skip
    answers = {(r.country, r.round, r.objective): r for r in connection.execute(query)}
    steps: Counter[int] = Counter()
    for (country, code, objective), row in answers.items():
        if code == "public-sources" or code == DATED[0]:
            continue
        before = answers.get((country, DATED[DATED.index(code) - 1], objective))
        if before is not None and before.answer in LEVELS and row.answer in LEVELS:
            step = int(row.answer) - int(before.answer)
            steps[step] += 1
            assert step >= 0 or row.reason
    assert steps[0] > steps[1] > steps[-1] > 0
    assert max(steps) <= 2


def test_measures_are_carried_from_round_to_round(connection: Connection) -> None:
    query = (
        select(Measure.measure_id, Measure.update_type, Report.round)
        .join(Report, Measure.report_id == Report.id)
        .where(Report.round.in_(DATED))
    )
    rounds: dict[str, set[str]] = {}
    kinds: Counter[str | None] = Counter()
    for row in connection.execute(query):
        rounds.setdefault(row.measure_id, set()).add(row.round)
        kinds[row.update_type] += 1
    assert {"NEW", "UPD", "SAME", "DONE", "DROP"} == set(kinds)
    assert sum(len(codes) > 1 for codes in rounds.values()) > 200
    flags = set(connection.execute(select(Measure.flag).distinct()).scalars())
    assert flags == {None, "SUSP", "ABAN"}


def test_every_audience_and_sheet_is_used(connection: Connection) -> None:
    for column in (Report.consent, Measure.consent):
        assert set(connection.execute(select(column).distinct()).scalars()) == {
            "PUB",
            "PART",
            "SEC",
        }
    kinds = set(connection.execute(select(ExchangeItem.kind).distinct()).scalars())
    assert kinds == {"CHAL", "PRAC", "SOLU"}
    assert set(connection.execute(select(Assistance.direction).distinct()).scalars()) == {
        "NEED",
        "OFFER",
    }
    statuses = set(connection.execute(select(Profile.mp_status).distinct()).scalars())
    assert statuses == {"NONE", "PREP", "PUB", "REV"}
    answering = select(func.count()).where(ExchangeItem.answers_to.is_not(None))
    assert connection.execute(answering).scalar_one() > 0


def test_nobody_is_invented(connection: Connection) -> None:
    """Contacts are functions with addresses that reach nobody."""
    query = select(Contact.name, Contact.email).distinct()
    rows = connection.execute(query).all()
    assert {row.name for row in rows} == {
        "Point focal national",
        "National Focal Point",
        "Correspondant i-Map",
        "i-Map correspondent",
    }
    assert all(row.email.endswith("@example.org") for row in rows)
    assert "pointfocal.sn@example.org" in {row.email for row in rows}


def test_every_summary_says_that_it_is_fictional(connection: Connection) -> None:
    query = select(Report.summary).where(Report.round.in_(DATED))
    starts = {str(summary).split(".")[0] for summary in connection.execute(query).scalars()}
    assert starts == {"Données fictives", "Fictional data"}


def test_the_same_samples_come_every_time(content: Content) -> None:
    parameters = read_parameters(content)
    for code in DATED:
        assert reporting_countries(parameters, content, code) == reporting_countries(
            read_parameters(content), content, code
        )
    again = [level_at(parameters, content, "MLI", "6", DATED[:n]) for n in (1, 2, 3)]
    assert again == [level_at(parameters, content, "MLI", "6", DATED[:n]) for n in (1, 2, 3)]
    other = replace(parameters, numbers={**parameters.numbers, "seed": "another"})
    assert reporting_countries(other, content, "madrid-2012") != reporting_countries(
        parameters, content, "madrid-2012"
    )


def test_a_sample_comes_as_a_template_with_its_past(samples: Engine, content: Content) -> None:
    source = template_workbook(samples, content, "SEN", "rabat-2014")
    result = run(source, "SEN.xlsx", content=content, engine=samples, keep=False)
    assert (result.country, result.round, result.outcome) == ("SEN", "rabat-2014", "draft")


# Loading and removing


@pytest.fixture
def few(content: Content, tmp_path: Path) -> Content:
    """The content with two fictional reports a round and one country's public measures."""
    folder = tmp_path / "samples"
    shutil.copytree(content.folder / "samples", folder)
    for name, begin in (("fictional.toml", "[reports]"), ("public_measures.csv", "")):
        file = folder / name
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if begin:
            lines = [f'{line.split(" = ")[0]} = 2\n' if line.startswith(DATED) else line
                     for line in lines]  # fmt: skip
        else:
            lines = [line for line in lines if line.startswith(("iso3,", "AUT,"))]
        file.write_text("".join(lines), encoding="utf-8")
    return replace(content, folder=tmp_path)


def rows_of(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
        }


def test_samples_load_once_and_go_without_a_trace(engine: Engine, few: Content) -> None:
    """The audit log alone keeps that each round was filled, and that all of it went."""
    begun = {**rows_of(engine), "round_state": len(few.rounds), "audit": len(few.rounds) + 1}
    loaded = load_samples(engine, few)
    assert loaded == {**dict.fromkeys(DATED, 2), "public-sources": 1}
    full = rows_of(engine)
    assert load_samples(engine, few) == {}
    assert rows_of(engine) == full
    assert loaders.remove_samples(engine, few) == 7
    assert rows_of(engine) == begun
    with engine.connect() as connection:
        states = storage.round_states(connection)
    assert states == dict.fromkeys(few.rounds, RoundState("reported"))


def test_what_a_country_sent_is_not_removed(engine: Engine, few: Content) -> None:
    load_samples(engine, few)
    with engine.begin() as connection:
        query = select(Report.id).where(Report.country == "SEN", Report.round == "dakar-2013")
        own = connection.execute(query).scalar_one()
        connection.execute(update(Report).where(Report.id == own).values(extra={}))
    assert loaders.remove_samples(engine, few) == 6
    with engine.connect() as connection:
        assert connection.execute(select(Report.id)).scalars().all() == [own]
        assert connection.execute(select(func.count()).select_from(File)).scalar_one() == 1


def test_a_round_fails_whole(engine: Engine, few: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last file of the second round has an error: the first round stays, nothing else."""
    from loaders import samples as module

    report, calls = module.fictional_report, []

    def broken(case: Any) -> Any:
        calls.append(case.country)
        sheets = report(case)
        return {**sheets, "contacts": []} if len(calls) == 4 else sheets

    monkeypatch.setattr(module, "fictional_report", broken)
    with pytest.raises(SampleError, match="no-focal-point"):
        load_samples(engine, few)
    with engine.connect() as connection:
        assert set(connection.execute(select(Report.round)).scalars()) == {"madrid-2012"}
        assert set(storage.round_states(connection)) == {"madrid-2012"}
