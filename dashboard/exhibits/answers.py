"""Exhibits of how answers spread over the levels: by pillar, by objective, by region."""

from itertools import chain

import pandas as pd

from dashboard import scores
from dashboard.exhibits import said
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import (
    answers_table,
    blank_cell,
    count_cell,
    done,
    known,
    merged,
    node_reference,
    share_cell,
    tallies,
    text_cell,
)
from dashboard.exhibits.table import ColumnKind, Table, TableColumn
from dashboard.figures.chart import Category, Target, to
from dashboard.figures.dots import country_dots
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.figures.stacked import answers_stacked
from schemas.country import REGIONS
from schemas.framework import CROSS_CUTTING
from schemas.wording import rounded


def pillars(ask: Ask) -> Answer:
    """Each pillar's answers, and those of the cross-cutting objective."""
    every = scores.nodes_of(ask.framework)
    nodes = {node: codes for node, codes in every.items() if node.startswith("P")} | {
        o.code: (o.code,) for o in ask.framework.objectives_of(CROSS_CUTTING)
    }
    return _spread(ask, nodes, "pillars")


def pillar_objectives(ask: Ask) -> Answer:
    """The objectives of one pillar."""
    objectives = ask.framework.objectives_of(ask.filters.pillar) or tuple(
        ask.framework.objectives.values()
    )
    return _spread(ask, {o.code: (o.code,) for o in objectives}, "pillar-objectives")


def _spread(ask: Ask, nodes: dict[str, tuple[str, ...]], code: str) -> Answer:
    words, names = ask.words, ask.names
    frame = ask.distribution(nodes)
    counts = tallies(frame)
    categories = [
        Category(
            node,
            names.node(node),
            note=_total(ask, sum(counts.get(node, {}).values())),
            target=_page_of(node),
        )
        for node in nodes
    ]
    title = _spread_title(ask, counts)
    rows = [(node, text_cell(names.node(node), _page_of(node))) for node in nodes]
    head = words("exhibit.column.pillar" if code == "pillars" else "exhibit.column.objective")
    table = answers_table(ask, words(f"exhibit.{code}.caption"), head, rows, frame)
    chart = answers_stacked(frame, categories, names, Texts(code, title, title))
    hidden = ask.kept_back(chain.from_iterable(nodes.values()))
    facts = said.spread(ask, title, counts)
    return Answer(title, _what(ask), table, chart, by_basis=True, not_shown=hidden, said=facts)


def _what(ask: Ask) -> str:
    return ask.words("exhibit.of.measures" if ask.on_measures else "exhibit.of.answers")


def _total(ask: Ask, n: int) -> str:
    return ask.words.count("exhibit.n.measures" if ask.on_measures else "exhibit.n.answers", n)


def _page_of(node: str) -> Target:
    if node.startswith("P"):
        return to("pillar", pillar=node.removeprefix("P"))
    return to("objective", objective=node)


def _spread_title(ask: Ask, counts: dict[str, dict[str, int]]) -> str:
    words, total = ask.words, merged(counts.values())
    if not known(total):
        return words("exhibit.no-level-known")
    shares = {node: done(t) / known(t) for node, t in counts.items() if known(t)}
    most = max(shares, key=lambda node: shares[node])
    highest = [node for node, share in shares.items() if _percent(share) == _percent(shares[most])]
    key = "exhibit.spread.title.measures" if ask.on_measures else "exhibit.spread.title.declared"
    if len(shares) < 2 or len(highest) > 1:
        # A difference that the percentages do not show is not claimed.
        key += ".one"
    return words(
        key,
        share=words.percent(done(total) / known(total)),
        place=node_reference(ask, most, "at"),
        most=words.percent(shares[most]),
    )


def _percent(share: float) -> int:
    return rounded(100 * share)


def objective_distribution(ask: Ask) -> Answer:
    """One objective: all countries, then each region."""
    words, names = ask.words, ask.names
    code = ask.filters.objective or next(iter(ask.framework.objectives))
    groups = {"all": ask.members} | {
        region: tuple(c for c in ask.members if ask.content.countries[c].region == region)
        for region in REGIONS
    }
    frame = (
        pd.concat(
            [_group(ask, code, name, members) for name, members in groups.items() if members],
            ignore_index=True,
        )
        if ask.members
        else pd.DataFrame(columns=["node", "answer", "n"])
    )
    counts = tallies(frame)
    labels = {
        name: words("exhibit.all-countries") if name == "all" else names.region(name)
        for name in groups
    }
    shown = [name for name in groups if sum(counts.get(name, {}).values())]
    categories = [
        Category(name, labels[name], note=_total(ask, sum(counts[name].values()))) for name in shown
    ]
    total = counts.get("all", {})
    title = words("exhibit.no-level-known")
    if known(total):
        title = words.count(
            "exhibit.objective-distribution.title.measures"
            if ask.on_measures
            else "exhibit.objective-distribution.title.declared",
            done(total),
            of=words.number(known(total)),
            code=code,
        )
    table = answers_table(
        ask,
        words("exhibit.objective-distribution.caption"),
        words("exhibit.column.region"),
        [(name, text_cell(labels[name])) for name in shown],
        frame,
    )
    chart = answers_stacked(frame, categories, names, Texts("objective-distribution", title, title))
    hidden = ask.kept_back((code,))
    return Answer(title, _what(ask), table, chart, by_basis=True, not_shown=hidden)


def _group(ask: Ask, code: str, name: str, members: tuple[str, ...]) -> pd.DataFrame:
    if ask.on_measures:
        inside = ask.counts[ask.counts["country"].isin(members)]
        frame = scores.measure_distribution(inside, {code: (code,)})
    else:
        reported = [c for c in members if c in ask.reported]
        frame = scores.distribution(ask.declared, {code: (code,)}, reported)
    return frame.rename(columns={"objective": "node"}).assign(node=name)


def pillar_countries(ask: Ask) -> Answer:
    """How countries spread on each objective of a pillar, and on the pillar itself."""
    words, names = ask.words, ask.names
    pillar = ask.filters.pillar or next(iter(ask.framework.pillars))
    nodes = [o.code for o in ask.framework.objectives_of(pillar)]
    if pillar != CROSS_CUTTING:
        nodes.append(scores.pillar_node(pillar))
    values = ask.country_scores[ask.country_scores["node"].isin(nodes)]
    groups = ask.group_scores[ask.group_scores["node"].isin(nodes)]
    by_node = {row.node: row for row in rows_of(groups)}
    categories = [
        Category(node, names.node(node), note=_of(ask, by_node.get(node)), target=_page_of(node))
        for node in nodes
    ]
    title = words("exhibit.no-level-known")
    last = by_node.get(nodes[-1]) if nodes else None
    if last is not None and pd.notna(last.q1):
        title = words(
            "exhibit.pillar-countries.title",
            node=node_reference(ask, nodes[-1]),
            low=names.answer(scores.band_of(last.q1)),
            high=names.answer(scores.band_of(last.q3)),
        )
    chart = country_dots(values, groups, categories, names, Texts("pillar-countries", title, title))
    return Answer(
        title,
        words("exhibit.of.values"),
        _groups_table(ask, nodes, by_node),
        chart,
        note=words("exhibit.no-ranks"),
        by_basis=True,
        not_shown=ask.kept_back(nodes),
    )


def _of(ask: Ask, row: object) -> str:
    words = ask.words
    n = int(getattr(row, "n", 0))
    return words("exhibit.n-of", n=words.number(n), of=words.number(len(ask.members)))


def _groups_table(ask: Ask, nodes: list[str], by_node: dict[str, object]) -> Table:
    """Mean, median, quartiles and bounds of each node."""
    words, keys = ask.words, ("value", "median", "q1", "q3", "lower", "upper")
    columns = (
        TableColumn("node", words("exhibit.column.objective"), ColumnKind.HEADER),
        *(TableColumn(k, words(f"exhibit.column.{k}"), ColumnKind.NUMBER) for k in keys),
        TableColumn("n", words("exhibit.column.countries"), ColumnKind.SHARE),
    )
    rows = []
    for node in nodes:
        row = by_node.get(node)
        numbers = [getattr(row, key, float("nan")) for key in keys]
        cells = [
            blank_cell() if pd.isna(v) else count_cell(ask, round(float(v), 2)) for v in numbers
        ]
        n = int(getattr(row, "n", 0))
        share = n / len(ask.members) if ask.members else None
        rows.append(
            (text_cell(ask.names.node(node)), *cells, share_cell(ask, share, _of(ask, row)))
        )
    return Table(words("exhibit.pillar-countries.caption"), columns, tuple(rows))
