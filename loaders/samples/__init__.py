"""Turns data/samples/ into stored reports: written as workbooks, loaded through the pipeline.

Our own bytes are read in this process; foreign ones never are.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, select

from loaders import storage
from loaders.beginning import start_empty
from loaders.entries import Result
from loaders.pipeline import finish, prepare
from loaders.prefilling import prefill
from loaders.samples.case import Case
from loaders.samples.fiction import fictional_report
from loaders.samples.levels import reporting_countries
from loaders.samples.parameters import Parameters, read_parameters
from loaders.samples.public import public_reports
from loaders.storage import RoundState
from loaders.writer import filled_workbook
from schemas.content import Content
from schemas.database.audit import BY_COMMAND, record
from schemas.database.models import ExchangeItem, Report

__all__ = ["SampleError", "load_samples", "remove_samples", "sample_workbooks"]

Progress = Callable[[str, int, int], None]
Sheets = Mapping[str, Sequence[Mapping[str, Any]]]


class SampleError(Exception):
    """A sample file has errors: our mistake, in the parameters or in the template."""


def load_samples(
    engine: Engine, content: Content, progress: Progress | None = None
) -> Mapping[str, int]:
    """Loads and publishes every sample; returns how many reports of each round. A round is one
    transaction; one that has reports already is left as it is. Raises SampleError."""
    parameters = read_parameters(content)
    gc.freeze()  # all that is there by now stays: no collection has to look through it again
    loaded = {}
    for code in (*_dated(content, parameters), *_undated(content)):
        with engine.begin() as connection:
            if not _is_empty(connection, code):
                continue
            state = RoundState(content.rounds[code].sample_provenance)
            storage.set_round(connection, code, state)
            files = sample_workbooks(connection, content, parameters, code)
            loaded[code] = _load_round(connection, content, code, files, progress)
            record(connection, BY_COMMAND, "samples.loaded", code, detail={"reports": loaded[code]})
            storage.raise_data_version(connection)
    return loaded


def remove_samples(engine: Engine, content: Content) -> int:
    """Deletes the sample reports, and nothing that anybody else loaded; every round becomes
    `reported`. Returns how many reports went."""
    with engine.begin() as connection:
        query = select(Report.id, Report.extra)
        samples = [r.id for r in connection.execute(query) if r.extra.get(storage.SAMPLE)]
        storage.remove_reports(connection, samples)
        start_empty(connection, content)
        record(connection, BY_COMMAND, "samples.removed", "", detail={"reports": len(samples)})
        storage.raise_data_version(connection)
    return len(samples)


def sample_workbooks(
    connection: Connection, content: Content, parameters: Parameters, round_code: str
) -> Iterator[tuple[int, str, bytes]]:
    """The number of files of a round, country, and bytes, one after the other: a report is
    written when the one before is stored, because it may answer it."""
    reports = _reports(connection, content, parameters, round_code)
    for country, sheets in reports:
        yield len(reports), country, filled_workbook(content, country, round_code, sheets)


def _reports(
    connection: Connection, content: Content, parameters: Parameters, round_code: str
) -> list[tuple[str, Sheets]]:
    if not content.rounds[round_code].asked:
        return list(public_reports(content).items())
    dated = _dated(content, parameters)
    rounds = dated[: dated.index(round_code) + 1]
    challenges = _challenges(connection, rounds)
    return [
        (
            country,
            fictional_report(
                Case(
                    content,
                    parameters,
                    country,
                    rounds,
                    prefill(connection, content, country, round_code),
                    challenges,
                )
            ),
        )
        for country in reporting_countries(parameters, content, round_code)
    ]


def _load_round(
    connection: Connection,
    content: Content,
    round_code: str,
    files: Iterator[tuple[int, str, bytes]],
    progress: Progress | None,
) -> int:
    done = 0
    for total, country, source in files:
        _load(connection, content, source, f"{country}-{round_code}.xlsx")
        done += 1
        if progress is not None:
            progress(round_code, done, total)
    return done


def _load(connection: Connection, content: Content, source: bytes, name: str) -> None:
    prepared = prepare(source, name, content, {})
    if isinstance(prepared, Result):
        raise SampleError(f"{name}: {prepared.findings}")
    result = finish(
        connection, prepared, content, keep=True, publish=True, today=date.today(), sample=True
    )
    if result.state != "published":
        raise SampleError(f"{name}: {result.findings}")


def _dated(content: Content, parameters: Parameters) -> list[str]:
    """The rounds that somebody is asked to report to and that have samples, in order of time."""
    wanted = parameters.numbers["reports"]
    asked = [one for one in content.rounds.values() if one.asked and one.code in wanted]
    return [one.code for one in sorted(asked, key=lambda one: one.period_to)]


def _undated(content: Content) -> list[str]:
    return [
        one.code
        for one in content.rounds.values()
        if not one.asked and one.sample_provenance == "public-sources"
    ]


def _is_empty(connection: Connection, round_code: str) -> bool:
    query = select(Report.id).where(Report.round == round_code).limit(1)
    return connection.execute(query).first() is None


def _challenges(connection: Connection, rounds: Sequence[str]) -> dict[str, list[str]]:
    """Objective -> ids of challenges in the published samples of these rounds."""
    query = (
        select(ExchangeItem.objective, ExchangeItem.item_id)
        .join(Report, ExchangeItem.report_id == Report.id)
        .where(
            Report.round.in_(rounds),
            Report.state == "published",
            ExchangeItem.kind == "CHAL",
            ExchangeItem.consent == "PUB",
        )
        .distinct()
        .order_by(ExchangeItem.item_id)
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.objective or "", []).append(row.item_id)
    return found
