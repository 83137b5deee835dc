"""The country and round a fictional report is written for, and what it said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from loaders.samples.levels import answer_at
from loaders.samples.parameters import Draw, Parameters
from loaders.writing.order import Prefill
from schemas.content import Content
from schemas.country import Round

Cells = dict[str, Any]
LEVELS = ("0", "1", "2", "3", "4")
DONE = "4"


@dataclass(frozen=True)
class Case:
    """`rounds`: the asked rounds up to this one, in order. `challenges`: objective -> ids of
    challenges that other countries published."""

    content: Content
    parameters: Parameters
    country: str
    rounds: Sequence[str]
    prefill: Prefill
    challenges: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def round(self) -> Round:
        return self.content.rounds[self.rounds[-1]]

    @property
    def language(self) -> str:
        return self.parameters.language(self.country)

    @property
    def is_careful(self) -> bool:
        return self.parameters.is_perfect(self.country)

    def draw(self, *what: object) -> Draw:
        """Chances of this report that depend on `what` they are for."""
        rng = self.parameters.chance(self.country, self.rounds[-1], *what)
        return Draw(rng, self.parameters, self.language, self.is_careful)

    def answer(self, objective: str) -> str:
        return answer_at(self.parameters, self.content, self.country, objective, self.rounds)

    def before(self, sheet: str) -> list[Cells]:
        """The rows of the last report, as the prefilled workbook shows them."""
        template = self.content.template_of(self.round.code)
        kept = {column.key for column in template.sheets[sheet].columns if column.prefill}
        rows = self.prefill.rows.get(sheet, ())
        return [{key: value for key, value in row.items() if key in kept} for row in rows]

    def later(self, draw: Draw, bounds: Sequence[int]) -> date:
        """A day so many months after the period."""
        return self.round.period_to + timedelta(days=30 * draw.between(bounds))

    def within(self, draw: Draw) -> date:
        """A day inside the period."""
        days = (self.round.period_to - self.round.period_from).days
        return self.round.period_from + timedelta(days=draw.rng.randrange(days))
