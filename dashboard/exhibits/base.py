"""What an exhibit is: a question declared once, and its answer for one reader."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.stamp import Stamp
from dashboard.exhibits.table import Table
from dashboard.figures.chart import Chart
from dashboard.filters import Filters


@dataclass(frozen=True)
class KeyFigure:
    """A number with its name and what it covers."""

    figure: str
    label: str
    coverage: str
    value: float | int | None = None


@dataclass(frozen=True)
class Fact:
    """A labelled text beside an exhibit's numbers; `note` says where it comes from."""

    label: str
    text: str
    look: str = ""
    note: str = ""


@dataclass(frozen=True)
class BuiltExhibit:
    """An exhibit for one round, language and set of filters.

    `title` is a sentence with the finding; `subtitle` names measure, basis and round;
    `coverage` says n of N; `not_shown` what the permitted use keeps back ("" when nothing);
    `source_line` where the numbers come from and when they were published; `provenance` is the
    round's code for it and `badge` its word. `chart` is None where a table says it better or
    where there is nothing to draw; `note` then says why. `table` holds every number shown.
    `filters` are the ones it was built with, its round among them. `remark` is a text of the
    country that files print and a page prints elsewhere, under the whole profile. `said` are
    up to three facts in whole sentences, made from the data, for whoever presents it. `stamp` is
    set when the numbers are those of a snapshot.
    """

    code: str
    title: str
    subtitle: str
    coverage: str
    not_shown: str
    source_line: str
    alt: str
    provenance: str
    badge: str
    chart: Chart | None
    table: Table
    filters: Filters
    note: str = ""
    remark: str = ""
    figures: tuple[KeyFigure, ...] = ()
    facts: tuple[Fact, ...] = ()
    said: tuple[str, ...] = ()
    stamp: Stamp | None = None

    @property
    def is_empty(self) -> bool:
        return self.chart is None and not (self.table.rows or self.figures or self.facts)


@dataclass(frozen=True)
class Answer:
    """What an exhibit's own function finds; `build` adds what all exhibits have in common.

    `measure` says what is counted, for the subtitle. `by_basis`: the two bases differ here.
    `not_shown`: measures outside the audience that would otherwise be in this view, or what
    `not_shown_key` counts. `said`: see BuiltExhibit.
    """

    title: str
    measure: str
    table: Table
    chart: Chart | None = None
    note: str = ""
    coverage: str = ""
    by_basis: bool = False
    not_shown: int = 0
    figures: tuple[KeyFigure, ...] = ()
    facts: tuple[Fact, ...] = ()
    remark: str = ""
    said: tuple[str, ...] = ()
    not_shown_key: str = "exhibit.not-shown"


@dataclass(frozen=True)
class Exhibit:
    """An entry of the catalogue. `needs_scores`: it has nothing to say of a round in which
    nobody was asked to report; `needs_words`: nor, the other way round, of one in which
    countries gave levels. `filters`: the ones it heeds besides the round."""

    code: str
    answer: Callable[[Ask], Answer]
    needs_scores: bool = True
    needs_words: bool = False
    filters: tuple[str, ...] = ("region", "countries")
