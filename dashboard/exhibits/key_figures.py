"""At most four numbers with what each covers."""

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer, KeyFigure
from dashboard.exhibits.change import signed
from dashboard.exhibits.changed import median_change
from dashboard.exhibits.parts import done, known, merged, tallies, total_of
from dashboard.exhibits.table import ColumnKind, Table, TableCell, TableColumn


def key_figures(ask: Ask) -> Answer:
    """Who reported, how many measures, how much is advanced or completed."""
    figures = _asked(ask) if ask.round.asked else _public(ask)
    words = ask.words
    columns = (
        TableColumn("figure", words("exhibit.column.figure"), ColumnKind.HEADER),
        TableColumn("value", words("exhibit.column.value"), ColumnKind.NUMBER),
        TableColumn("coverage", words("exhibit.column.coverage")),
    )
    rows = tuple(
        (
            TableCell(f.label, f.label),
            TableCell(f.value, f.figure),
            TableCell(f.coverage, f.coverage),
        )
        for f in figures
    )
    title = words("exhibit.key-figures.title", round=words.text(ask.round.name))
    table = Table(title, columns, rows)
    of = words("exhibit.of.figures")
    return Answer(title, of, table, not_shown=total_of(ask.hidden), figures=figures)


def _partners(ask: Ask) -> KeyFigure:
    n, of, suffix = len(ask.reported), len(ask.members), "" if ask.round.asked else ".public"
    return KeyFigure(
        ask.words("exhibit.n-of", n=n, of=of),
        ask.words(f"exhibit.key.partners{suffix}"),
        ask.words("exhibit.members-on", date=ask.words.date(ask.round.members_on)),
        n,
    )


def _measures(ask: Ask) -> KeyFigure:
    total = total_of(ask.counts)
    return KeyFigure(
        ask.words.number(total),
        ask.words.count("exhibit.key.measures", total),
        ask.words.count("exhibit.n.countries", ask.counts["country"].nunique()),
        total,
    )


def _asked(ask: Ask) -> tuple[KeyFigure, ...]:
    words = ask.words
    nodes = {code: (code,) for code in ask.framework.objectives}
    tally = merged(tallies(ask.distribution(nodes)).values())
    of = known(tally)
    share = done(tally) / of if of else None
    asked = sum(tally.values())
    key = "measures" if ask.on_measures else "declared"
    return (
        _partners(ask),
        KeyFigure(
            words.percent(share) if share is not None else "–",
            words(f"exhibit.key.done.{key}"),
            words(f"exhibit.key.done.coverage.{key}", n=words.number(of), of=words.number(asked)),
            share,
        ),
        _measures(ask),
        *_change(ask),
    )


def _change(ask: Ask) -> tuple[KeyFigure, ...]:
    """The median change of the countries compared; nothing where nobody can be."""
    found, words = median_change(ask), ask.words
    if found is None:
        return ()
    value, n, before = found
    return (
        KeyFigure(
            signed(ask, value),
            words("exhibit.key.change", before=words.text(before.name)),
            words.count("exhibit.key.change.coverage", n),
            value,
        ),
    )


def _public(ask: Ask) -> tuple[KeyFigure, ...]:
    words = ask.words
    covered = set(ask.counts["objective"]) & set(ask.framework.objectives)
    n, of = len(covered), len(ask.framework.objectives)
    return (
        _measures(ask),
        _partners(ask),
        KeyFigure(
            words("exhibit.n-of", n=n, of=of),
            words("exhibit.key.objectives"),
            words("exhibit.key.objectives.coverage"),
            n,
        ),
    )
