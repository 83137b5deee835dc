"""A first start is told from an empty one, and from one that was cut off."""

from sqlalchemy import Engine

from loaders import load, start_empty, storage, template_workbook, wants_samples
from loaders.storage import RoundState
from schemas.content import Content

ILLUSTRATIVE = RoundState("illustrative")


def test_a_new_database_wants_the_samples(engine: Engine, content: Content) -> None:
    assert wants_samples(engine, content)


def test_an_empty_start_makes_every_round_reported(engine: Engine, content: Content) -> None:
    with engine.begin() as connection:
        storage.set_round(connection, "dakar-2013", RoundState("illustrative", is_open=False))
    start_empty(engine, content)
    assert not wants_samples(engine, content)
    with engine.connect() as connection:
        states = storage.round_states(connection)
    assert {code: state.provenance for code, state in states.items()} == dict.fromkeys(
        content.rounds, "reported"
    )
    assert not states["dakar-2013"].is_open


def test_a_first_start_that_was_cut_off_goes_on(engine: Engine, content: Content) -> None:
    first, *others = content.rounds
    with engine.begin() as connection:
        storage.set_round(connection, first, ILLUSTRATIVE)
    assert wants_samples(engine, content)
    with engine.begin() as connection:
        for code in others:
            storage.set_round(connection, code, ILLUSTRATIVE)
    assert not wants_samples(engine, content)


def test_a_report_of_a_country_keeps_the_samples_away(engine: Engine, content: Content) -> None:
    book = template_workbook(engine, content, "SEN", "dakar-2013", blank=True)
    assert load(book, "SEN.xlsx", content=content, engine=engine).report is not None
    assert not wants_samples(engine, content)
