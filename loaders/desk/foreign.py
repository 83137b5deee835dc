"""A country's own table at the desk: kept while a person says how it is read, then stored, and
its layout remembered for the country's next file."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from loaders import Limits, storage
from loaders.child import read_in_child
from loaders.entries import KeptUpload, Result, Stated, Unreadable, Workbook
from loaders.foreign import (
    COLUMN_OF,
    LEVELS,
    Choices,
    ForeignLayout,
    Known,
    Problem,
    Proposal,
    Remembered,
    TableLook,
    choices_of,
    chosen,
    fingerprint,
    fitting,
    known_layout,
    known_memory,
    known_of,
    layout_json,
    layout_of,
    problems_of,
    propose,
    refuse_unknown,
    remembered_from,
    remembered_json,
    remembered_of,
    words_of_file,
)
from loaders.pipeline import run
from loaders.recognition import recognise
from schemas.content import Content
from schemas.database.audit import Actor, now, record
from schemas.database.desk import Layout
from schemas.findings import Finding

ForeignChoices = Choices
ForeignProposal = Proposal
ForeignTable = TableLook
FOREIGN_ROLES = tuple(COLUMN_OF)
FOREIGN_LEVELS = LEVELS

__all__ = [
    "FOREIGN_LEVELS",
    "FOREIGN_ROLES",
    "ForeignChoices",
    "ForeignLayout",
    "ForeignProposal",
    "ForeignTable",
    "NotForeignError",
    "choose_layout",
    "foreign_preview",
    "foreign_proposal",
    "keep_foreign",
    "remember_layout",
    "remembered_layout",
    "remembered_stated",
    "store_foreign",
]

KEPT = "layout.kept"
"""The audit's word for a layout that is remembered."""


class NotForeignError(Exception):
    """The file cannot be read as a country's own table: `reason` is unreadable (then `finding`
    says why) or template (it is ours, and loaded as such)."""

    def __init__(self, reason: str, finding: Finding | None = None) -> None:
        self.reason, self.finding = reason, finding
        super().__init__(reason)


def keep_foreign(
    engine: Engine,
    content: Content,
    name: str,
    source: bytes,
    stated: Stated,
    *,
    actor: Actor,
    limits: Limits,
) -> str:
    """Keeps a file for 30 days with the layout proposed for it; returns the upload's id. `stated`
    names a country and a round. Raises NotForeignError."""
    workbook = _read(source, name, limits)
    if recognise(workbook, content).template is not None:
        raise NotForeignError("template")
    known = _known(content, stated)
    memory = remembered_layout(engine, str(stated.country), workbook, known)
    found = propose(workbook, known, remembered=memory)
    stated = replace(stated, layout=layout_json(found.layout))
    result = _dry_run(engine, content, source, name, stated, workbook)
    with engine.begin() as connection:
        storage.forget_old_uploads(connection)
        return storage.keep_upload(connection, name, source, stated, result, actor.name)


def foreign_proposal(
    engine: Engine, content: Content, kept: KeptUpload, limits: Limits
) -> tuple[Proposal, ForeignLayout]:
    """What is proposed for a kept file, and the layout chosen so far. Raises NotForeignError, and
    ValueError for an upload that has no layout."""
    layout = _layout_kept(content, kept)
    workbook = _read(kept.content, kept.name, limits)
    return _proposal(engine, content, kept, workbook, choices_of(layout)), layout


def choose_layout(
    engine: Engine,
    content: Content,
    kept: KeptUpload,
    choices: Choices,
    *,
    accept_words: bool = False,
    limits: Limits,
) -> tuple[Problem, ...]:
    """Keeps what the person chose with the upload, whatever is still missing; returns that. With
    `accept_words`, words without a code take the one proposed. Raises NotForeignError, and
    ValueError for a role, an objective or a code that does not exist; then nothing is kept."""
    refuse_unknown(choices, _known(content, kept.stated))
    workbook = _read(kept.content, kept.name, limits)
    proposal = _proposal(engine, content, kept, workbook, choices)
    choices = replace(choices, words=words_of_file(proposal, choices.words))
    if accept_words:
        choices = replace(choices, words=_accepted(proposal, choices.words))
    layout = chosen(proposal, choices)
    problems = problems_of(layout)
    stated = replace(kept.stated, layout=layout_json(layout))
    result = kept.result
    if not problems:
        result = _dry_run(engine, content, kept.content, kept.name, stated, workbook)
    with engine.begin() as connection:
        storage.replace_upload(connection, kept, result, stated)
    return problems


def foreign_preview(engine: Engine, content: Content, kept: KeptUpload, limits: Limits) -> Result:
    """The dry run of a kept file by its layout, with its rows."""
    workbook = _read(kept.content, kept.name, limits)
    return _dry_run(engine, content, kept.content, kept.name, kept.stated, workbook)


def store_foreign(
    engine: Engine, content: Content, kept: KeptUpload, *, actor: Actor, limits: Limits
) -> Result:
    """Stores the table as a draft and remembers its layout for the country. A file that is
    refused stores nothing. Raises NotForeignError."""
    workbook = _read(kept.content, kept.name, limits)
    result = run(
        kept.content,
        kept.name,
        content=content,
        engine=engine,
        stated=kept.stated,
        keep=True,
        read=lambda _source, _name: workbook,
        actor=actor,
    )
    if result.report is not None:
        layout = _layout_kept(content, kept)
        with engine.begin() as connection:
            remember_layout(connection, str(result.country), remembered_of(workbook, layout), actor)
            storage.replace_upload(connection, kept, result)
    return result


def remember_layout(
    connection: Connection, country: str, remembered: Remembered, actor: Actor
) -> None:
    """Keeps how a country's table was read, in place of what was kept for these headings."""
    mark = fingerprint(remembered)
    where = (Layout.country == country, Layout.fingerprint == mark)
    known = connection.execute(select(Layout.mapping).where(*where)).first()
    mapping = remembered_json(remembered)
    if known is not None:
        mapping["words"] = _merged(known.mapping["words"], mapping["words"])
        mapping["objectives"] = {**known.mapping["objectives"], **mapping["objectives"]}
    if known is not None and known.mapping == mapping:
        return
    values: dict[str, Any] = {"mapping": mapping, "actor": actor.name, "at": now()}
    if known is not None:
        connection.execute(update(Layout).where(*where).values(**values))
    else:
        row = {"country": country, "fingerprint": mark, **values}
        connection.execute(insert(Layout).values(**row))
    record(connection, actor, KEPT, country, after=mark[:12])


def _merged(
    before: Mapping[str, Mapping[str, str]], now_said: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Words of earlier files too: the next one may use them again."""
    names = dict.fromkeys((*before, *now_said))
    return {name: {**before.get(name, {}), **now_said.get(name, {})} for name in names}


def remembered_layout(
    engine: Engine, country: str, workbook: Workbook, known: Known
) -> Remembered | None:
    """How the country's last table with one of the file's headings was read; None when it is
    the first such file. What is not known of it is left out."""
    memory = fitting(workbook, _layouts(engine, country))
    return known_memory(memory, known) if memory is not None else None


def remembered_stated(
    engine: Engine, content: Content, source: bytes, name: str, stated: Stated, limits: Limits
) -> Stated:
    """What is stated, with the remembered layout when the file is not our template and the country
    has sent such a table before; otherwise as it is."""
    if not stated.country or stated.round not in content.rounds:
        return stated
    candidates = _layouts(engine, stated.country)
    if not candidates:
        return stated
    try:
        workbook = _read(source, name, limits)
    except NotForeignError:
        return stated
    memory = fitting(workbook, candidates)
    if memory is None or recognise(workbook, content).template is not None:
        return stated
    known = _known(content, stated)
    layout = propose(workbook, known, remembered=known_memory(memory, known)).layout
    return stated if problems_of(layout) else replace(stated, layout=layout_json(layout))


def _layouts(engine: Engine, country: str) -> Sequence[Remembered]:
    query = select(Layout.mapping).where(Layout.country == country).order_by(Layout.at.desc())
    found = []
    with engine.connect() as connection:
        for row in connection.execute(query):
            # One that is none asks everything again, as for a country's first table.
            with suppress(AttributeError, KeyError, TypeError, ValueError):
                found.append(remembered_from(row.mapping))
    return found


def _layout_kept(content: Content, kept: KeptUpload) -> ForeignLayout:
    """The layout kept with the upload, of which what is not known is left out."""
    return known_layout(layout_of(kept.stated.layout or {}), _known(content, kept.stated))


def _read(source: bytes, name: str, limits: Limits) -> Workbook:
    try:
        return read_in_child(source, name, seconds=limits.seconds, memory_mb=limits.memory_mb)
    except Unreadable as refusal:
        raise NotForeignError("unreadable", refusal.finding) from refusal


def _known(content: Content, stated: Stated) -> Known:
    return known_of(content, content.template_of(str(stated.round)))


def _proposal(
    engine: Engine, content: Content, kept: KeptUpload, workbook: Workbook, choices: Choices
) -> Proposal:
    known = _known(content, kept.stated)
    memory = remembered_layout(engine, str(kept.stated.country), workbook, known)
    return propose(
        workbook,
        known,
        remembered=memory,
        headers=choices.headers,
        roles=choices.roles,
    )


def _accepted(
    proposal: Proposal, words: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    found = {name: dict(codes) for name, codes in words.items()}
    for look in proposal.words:
        if look.code and not look.is_percentage:
            codes = found.setdefault(look.list, {})
            codes[look.key] = codes.get(look.key) or look.code
    return found


def _dry_run(
    engine: Engine,
    content: Content,
    source: bytes,
    name: str,
    stated: Stated,
    workbook: Workbook,
) -> Result:
    return run(
        source,
        name,
        content=content,
        engine=engine,
        stated=stated,
        keep=False,
        read=lambda _source, _name: workbook,
    )
