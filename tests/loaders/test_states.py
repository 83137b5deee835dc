"""States of versions: who may move them, who was faster, and what never changes again."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

import loaders
from loaders import desk, storage
from loaders.desk import TRANSITIONS, NotAllowedError, move
from loaders.storage.versions import TABLES
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Audit, Override, Review
from schemas.database.models import STATES, FindingRow, Report
from schemas.findings import RULES, Finding, Severity

ANALYST = Actor("analyst@example.org", "analyst")
OTHER = Actor("other@example.org", "admin")
FOCAL = Actor("focal@example.org", "focal-point")
READER = Actor("reader@example.org", "reader")
WHY = "Confirmé par le ministère, fichier à suivre."

Store = Callable[..., str]


@pytest.fixture
def store(engine: Engine, content: Content) -> Store:
    """Stores a version of Senegal with one measure and these findings; its code."""

    def one(title: str = "Accord", *findings: Finding) -> str:
        sheets = {"measures": [{"title_fr": title, "objective": "1", "level": "2"}]}
        source = filled_workbook(content, "SEN", "dakar-2013", sheets)
        result = loaders.load(source, "SEN.xlsx", content=content, engine=engine, actor=FOCAL)
        assert result.report is not None
        with engine.begin() as connection:
            found = storage.find_report(connection, result.report)
            connection.execute(FindingRow.__table__.delete().where(FindingRow.report_id == found))
            for seq, finding in enumerate(findings):
                row = {"code": finding.code, "sheet": finding.sheet, "cell": finding.cell}
                values = {**row, "value": "", "params": {}, "seq": seq, "report_id": found}
                connection.execute(insert(FindingRow).values(**values))
        return result.report

    return one


def states(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Report.state).order_by(Report.id)))


def log(engine: Engine) -> list[tuple[str, ...]]:
    with engine.connect() as connection:
        query = select(Audit.actor, Audit.action, Audit.subject, Audit.before, Audit.after)
        return [tuple(row) for row in connection.execute(query.order_by(Audit.id))]


def refusal_of(call: Callable[[], object]) -> NotAllowedError:
    with pytest.raises(NotAllowedError) as caught:
        call()
    return caught.value


# One step after the other


def test_a_whole_life(engine: Engine, content: Content, store: Store) -> None:
    first = store("a")
    move(engine, content, first, "submitted", FOCAL, seen="draft")
    move(engine, content, first, "needs-revision", ANALYST, "Motif manquant", "submitted")
    second = store("b")
    move(engine, content, second, "submitted", FOCAL, seen="draft")
    move(engine, content, second, "validated", ANALYST, seen="submitted")
    published = move(engine, content, second, "published", OTHER, seen="validated", instead_of="")
    assert (published.code, published.state) == ("SEN-dakar-2013-v2", "published")
    third = store("c")
    move(engine, content, third, "published", ANALYST, seen="draft", instead_of=second)
    assert states(engine) == ["needs-revision", "superseded", "published"]
    with engine.connect() as connection:
        steps = connection.execute(
            select(Review.before, Review.after, Review.comment, Review.actor).order_by(Review.id)
        ).all()
    assert [tuple(step) for step in steps] == [
        ("draft", "submitted", "", FOCAL.name),
        ("submitted", "needs-revision", "Motif manquant", ANALYST.name),
        ("draft", "submitted", "", FOCAL.name),
        ("submitted", "validated", "", ANALYST.name),
        ("validated", "published", "", OTHER.name),
        ("published", "superseded", "", ANALYST.name),
        ("draft", "published", "", ANALYST.name),
    ]
    assert log(engine)[-2:] == [
        (ANALYST.name, "report.superseded", second, "published", "superseded"),
        (ANALYST.name, "report.published", third, "draft", "published"),
    ]


def test_only_listed_steps_are_possible(engine: Engine, content: Content, store: Store) -> None:
    """Every pair of states, every role: a superseded or refused version stays what it is."""
    report = store()
    for before in STATES:
        for after in STATES:
            for actor in (READER, FOCAL, ANALYST, OTHER):
                with engine.begin() as connection:
                    connection.execute(Report.__table__.update().values(state=before))
                allowed = TRANSITIONS.get((before, after))
                if allowed is not None and actor.role in allowed.roles:
                    assert move(engine, content, report, after, actor, "x").state == after
                    continue
                refusal = refusal_of(
                    lambda a=after, w=actor: move(engine, content, report, a, w, "x")
                )
                assert refusal.reason == ("role" if allowed else "state")
                assert states(engine) == [before]


def test_who_may_what() -> None:
    assert desk.moves("draft", "focal-point") == ("submitted",)
    assert desk.moves("submitted", "focal-point") == ()
    assert set(desk.moves("submitted", "analyst")) == {"needs-revision", "validated", "published"}
    assert desk.moves("superseded", "admin") == desk.moves("published", "admin") == ()
    assert desk.moves("needs-revision", "analyst") == ("submitted",)
    assert desk.moves("draft", "committee") == ()


def test_a_version_is_sent_back_with_a_comment(
    engine: Engine, content: Content, store: Store
) -> None:
    report = store()
    for comment in ("", "  \n "):
        refusal = refusal_of(
            lambda c=comment: move(engine, content, report, "needs-revision", ANALYST, c)
        )
        assert refusal.reason == "comment"
    assert states(engine) == ["draft"]


def test_what_is_not_there_is_not_moved(engine: Engine, content: Content, store: Store) -> None:
    store()
    for report in ("SEN-dakar-2013-v9", "MLI-dakar-2013-v1", "nonsense", ""):
        refusal = refusal_of(lambda r=report: move(engine, content, r, "submitted", ANALYST))
        assert refusal.reason == "unknown"


def test_an_older_version_is_not_published_over_a_newer_one(
    engine: Engine, content: Content, store: Store
) -> None:
    old, new = store("a"), store("b")
    move(engine, content, new, "published", ANALYST)
    refusal = refusal_of(lambda: move(engine, content, old, "published", ANALYST))
    assert refusal.reason == "newer-version"
    assert states(engine) == ["draft", "published"]


def test_a_version_with_errors_is_submitted_but_not_published(
    engine: Engine, content: Content, store: Store
) -> None:
    report = store("a", Finding("not-in-list", "03", "L7"))
    move(engine, content, report, "submitted", FOCAL)
    for after in ("validated", "published"):
        refusal = refusal_of(lambda a=after: move(engine, content, report, a, ANALYST))
        assert refusal.reason == "errors"
    desk.override(engine, report, [0], WHY, ANALYST)
    assert move(engine, content, report, "published", ANALYST).state == "published"


def test_a_focal_point_publishes_nothing_with_his_file(engine: Engine, content: Content) -> None:
    sheets = {"id": [{"consent": "PUB"}]}
    source = filled_workbook(content, "SEN", "public-sources", sheets)
    result = loaders.load(
        source, "a.xlsx", content=content, engine=engine, publish=True, actor=FOCAL
    )
    assert (result.state, states(engine)) == ("draft", ["draft"])
    again = loaders.load(
        source, "a.xlsx", content=content, engine=engine, publish=True, actor=ANALYST
    )
    assert (again.report, again.state) == (result.report, "published")


# Published versions


def everything(engine: Engine, report: str) -> Mapping[str, Any]:
    """All rows of a version, and of its report without its state."""
    with engine.connect() as connection:
        found = storage.find_report(connection, report)
        rows: dict[str, Any] = {}
        for name in (*TABLES, "finding", "override", "reply"):
            query = text(f"SELECT * FROM {name} WHERE report_id = :id ORDER BY id")  # noqa: S608
            rows[name] = [tuple(r) for r in connection.execute(query, {"id": found})]
        own = (
            connection.execute(select(Report.__table__).where(Report.id == found)).mappings().one()
        )
        rows["report"] = {key: value for key, value in own.items() if key != "state"}
    return rows


def test_a_published_version_never_changes(engine: Engine, content: Content, store: Store) -> None:
    """Whatever happens afterwards: overrides, copies, corrections, refused steps."""
    report = store("a", Finding("level-jump", "03", "L7"))
    move(engine, content, report, "published", ANALYST)
    before = everything(engine, report)
    assert refusal_of(lambda: desk.override(engine, report, [0], WHY, ANALYST)).reason == "state"
    with pytest.raises(NotAllowedError, match="state"):
        desk.withdraw_override(engine, report, [0], ANALYST)
    for after in STATES:
        refusal_of(lambda a=after: move(engine, content, report, a, ANALYST, "x"))
    with pytest.raises(desk.NotAnswerableError):
        desk.answer(engine, report, "Réponse", "fr", FOCAL)
    copy = desk.restore(engine, report, ANALYST)
    with engine.begin() as connection:
        changed = {"SEN-M0001": {"objective": "5"}}
        found = storage.find_report(connection, report) or 0
        storage.copy_version(connection, found, measures=changed)
    correction = store("b")
    move(engine, content, copy.code, "published", ANALYST)
    move(engine, content, correction, "published", ANALYST)
    assert states(engine)[0] == "superseded"
    assert everything(engine, report) == before


# At the same moment


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call gave or raised, all started at the same moment."""
    results: list[object] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = calls[place]()
        except NotAllowedError as refusal:
            results[place] = refusal

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_publish_the_same_version_at_once(
    engine: Engine, content: Content, store: Store
) -> None:
    report = store()

    def publish(who: Actor) -> Callable[[], object]:
        return lambda: move(engine, content, report, "published", who, seen="draft", instead_of="")

    results = at_once(publish(ANALYST), publish(OTHER))
    [won] = [one for one in results if not isinstance(one, NotAllowedError)]
    [lost] = [one for one in results if isinstance(one, NotAllowedError)]
    winner, loser = (ANALYST, OTHER) if results[0] is won else (OTHER, ANALYST)
    assert (lost.reason, lost.by) == ("moved", winner.name)
    assert lost.at is not None
    assert states(engine) == ["published"]
    assert [row for row in log(engine) if row[0] == loser.name] == []


def test_two_publish_two_versions_at_once(engine: Engine, content: Content, store: Store) -> None:
    """Whoever comes second is told, although his version might be the newer one."""
    for round_ in range(3):
        shown = f"SEN-dakar-2013-v{2 * round_}" if round_ else ""
        versions = (store(f"a{round_}"), store(f"b{round_}"))

        def publish(report: str, who: Actor, over: str = shown) -> Callable[[], object]:
            return lambda: move(
                engine, content, report, "published", who, seen="draft", instead_of=over
            )

        results = at_once(publish(versions[0], ANALYST), publish(versions[1], OTHER))
        [lost] = [one for one in results if isinstance(one, NotAllowedError)]
        winner = (OTHER, ANALYST)[results.index(lost)]
        assert (lost.reason, lost.by) == ("moved", winner.name)
        assert sorted(states(engine)[-2:]) == ["draft", "published"]
        assert states(engine).count("published") == 1
        left = versions[results.index(lost)]
        if versions.index(left) == 1:  # told, he looks, and publishes his newer one knowingly
            move(engine, content, left, "published", OTHER, seen="draft", instead_of=versions[0])
        else:
            desk.restore(engine, left, ANALYST)
            code = f"SEN-dakar-2013-v{len(states(engine))}"
            move(engine, content, code, "published", ANALYST, instead_of=versions[1])
            return


def test_another_was_faster_and_nothing_is_lost(
    engine: Engine, content: Content, store: Store
) -> None:
    report = store()
    move(engine, content, report, "submitted", FOCAL, seen="draft")
    refusal = refusal_of(
        lambda: move(engine, content, report, "needs-revision", ANALYST, "Texte", seen="draft")
    )
    assert (refusal.reason, refusal.by) == ("moved", FOCAL.name)
    assert states(engine) == ["submitted"]


# Overrides


def test_a_reason_sets_a_finding_aside(engine: Engine, store: Store) -> None:
    report = store("a", Finding("not-in-list", "03", "L7"), Finding("level-jump", "03", "L8"))
    desk.override(engine, report, [0, 1, 0], f"  {WHY}\n", ANALYST)
    with engine.connect() as connection:
        found = storage.find_report(connection, report) or 0
        known = storage.overrides_of(connection, found)
        assert {seq: (one.reason, one.actor) for seq, one in known.items()} == dict.fromkeys(
            (0, 1), (WHY, ANALYST.name)
        )
        assert storage.errors_left(connection, found) == 0
        details = connection.scalars(
            select(Audit.detail).where(Audit.action == "report.overridden")
        )
        assert list(details) == [
            {"finding": "not-in-list", "seq": 0},
            {"finding": "level-jump", "seq": 1},
        ]
    refusal = refusal_of(lambda: desk.override(engine, report, [1], WHY, OTHER))
    assert (refusal.reason, refusal.by) == ("moved", ANALYST.name)
    desk.withdraw_override(engine, report, [0], OTHER)
    with engine.connect() as connection:
        assert storage.errors_left(connection, found) == 1
    assert log(engine)[-1][:3] == (OTHER.name, "report.override-withdrawn", report)
    assert (
        refusal_of(lambda: desk.withdraw_override(engine, report, [0], OTHER)).reason == "finding"
    )


@pytest.mark.parametrize(
    ("seqs", "reason", "actor", "refusal"),
    [
        ([0], "trop court", ANALYST, "reason"),
        ([0], "a             b", ANALYST, "reason"),
        ([0], WHY, FOCAL, "role"),
        ([1], WHY, ANALYST, "finding"),
        ([2], WHY, ANALYST, "finding"),
        ([9], WHY, ANALYST, "finding"),
        ([-1], WHY, ANALYST, "finding"),
        ([], WHY, ANALYST, "finding"),
        ([0, 9], WHY, ANALYST, "finding"),
    ],
)
def test_what_is_not_set_aside(
    engine: Engine, store: Store, seqs: list[int], reason: str, actor: Actor, refusal: str
) -> None:
    """An error of a sheet, and what is no error, cannot be; and never half of what was asked."""
    findings = (
        Finding("not-in-list", "03", "L7"),
        Finding("no-focal-point"),
        Finding("no-objective"),
    )
    report = store("a", *findings)
    found = refusal_of(lambda: desk.override(engine, report, seqs, reason, actor))
    assert found.reason == refusal
    with engine.connect() as connection:
        assert connection.execute(select(Override.id)).first() is None


def test_refusing_findings_and_those_of_the_file_stay(engine: Engine) -> None:
    allowed = {code for code in RULES if desk.may_be_overridden(Finding(code))}
    refusing = {code for code, rule in RULES.items() if rule.refuses}
    assert not allowed & (refusing | {"sheet-missing", "column-missing", "no-focal-point"})
    warnings = {code for code, rule in RULES.items() if rule.severity is Severity.WARNING}
    assert warnings <= allowed
    assert {"not-in-list", "reason-missing", "unknown-link"} <= allowed
    missing = refusal_of(lambda: desk.override(engine, "SEN-dakar-2013-v1", [0], WHY, ANALYST))
    assert missing.reason == "unknown"


# Restoring


def test_a_version_is_restored_as_a_new_one(engine: Engine, content: Content, store: Store) -> None:
    first, second = store("a"), store("b")
    move(engine, content, first, "published", ANALYST)
    move(engine, content, second, "published", ANALYST)
    made = desk.restore(engine, first, OTHER)
    assert (made.code, made.state) == ("SEN-dakar-2013-v3", "draft")
    assert states(engine) == ["superseded", "published", "draft"]
    assert desk.differences(engine, content, first, made.code).is_empty
    with engine.connect() as connection:
        extra = connection.scalars(select(Report.extra).where(Report.id == made.id)).one()
        detail = connection.scalars(select(Audit.detail).order_by(Audit.id.desc())).first()
    assert extra["restored_from"] == first
    assert detail == {"restored_from": first}
    assert log(engine)[-1] == (OTHER.name, "report.restored", made.code, "", "draft")
    for report, actor, reason in ((first, FOCAL, "role"), ("SEN-dakar-2013-v9", OTHER, "unknown")):
        assert refusal_of(lambda r=report, a=actor: desk.restore(engine, r, a)).reason == reason
