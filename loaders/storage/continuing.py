"""Turns what a country said in the codes of an earlier framework into those of a later one.

Only along `follows`: a code is carried over when one objective of the later framework alone
continues it. Everything else is left for the country to say.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.content import Content

OBJECTIVES = ("objective", "objective_2", "objective_3")
OTHERS = {"theme": "themes", "roadmap_action": "actions"}
"""Columns with codes of a framework that nothing continues."""


@dataclass(frozen=True)
class Continuing:
    """`answers`: later objective -> the earlier one whose answer it continues. `measures`:
    earlier objective -> the one that alone continues it. Both say nothing within one framework."""

    answers: Mapping[str, str]
    measures: Mapping[str, str]
    is_same: bool

    def objective(self, earlier: str | None) -> str | None:
        """The objective a measure has now, None where a person must say."""
        return earlier if self.is_same else self.measures.get(earlier or "")

    def rows(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Rows of a sheet in the codes of the later framework."""
        return [dict(row) if self.is_same else self._row(row) for row in rows]

    def prescribed(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Rows of a sheet that has one for each objective: those that are continued, each as
        often as it is."""
        if self.is_same:
            return [dict(row) for row in rows]
        known = {row.get("objective"): row for row in rows}
        return [
            {**known[earlier], "objective": own}
            for own, earlier in self.answers.items()
            if earlier in known
        ]

    def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        kept = {key: value for key, value in row.items() if key not in OTHERS}
        for key in OBJECTIVES:
            if key in kept:
                kept[key] = self.objective(kept[key])
        return kept


def continuing(content: Content, later_round: str, earlier_round: str) -> Continuing:
    later, earlier = content.framework_of(later_round), content.framework_of(earlier_round)
    answers = content.continued(later_round, earlier_round)
    counts = Counter(answers.values())
    alone = {before: own for own, before in answers.items() if counts[before] == 1}
    return Continuing(answers, alone, later.code == earlier.code)
