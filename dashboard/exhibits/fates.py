"""What became of the measures of two rounds, inside the filters of one question."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.figures.frames import rows_of
from dashboard.queries.fates import (
    COMPLETED,
    FALLEN,
    NEW,
    RISEN,
    SAME,
    SILENT,
    UNKNOWN,
    WITHDRAWN,
    measure_fates,
    who_reported,
)
from schemas.country import Round

REMAPPED = "remapped"
"""Carried, but under another objective than before: no movement of its level is counted."""

UNMAPPED = ""
"""The objective of a measure that has none of the framework."""

CARRIED = (COMPLETED, RISEN, SAME, FALLEN, UNKNOWN, REMAPPED)
"""In both rounds, and not withdrawn since."""

FATES = (*CARRIED, NEW, WITHDRAWN, SILENT)


@dataclass(frozen=True)
class Fates:
    """Measures of the partners inside the filters that reported in both rounds."""

    ask: Ask
    before: Round

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """In the reader's alphabet."""
        reported = self.ask.frames.read(who_reported)
        partners = set(self.ask.content.partners(self.before.code))
        return tuple(
            iso3
            for iso3 in self.ask.members
            if iso3 in partners
            and (self.before.code, iso3) in reported
            and (self.ask.round.code, iso3) in reported
        )

    @cached_property
    def frame(self) -> pd.DataFrame:
        """[country, objective, was, fate, n] inside the audience; `objective` is one of the
        later framework or UNMAPPED, and so is `was`, the one before in terms of the later."""
        found = self._found
        return found[found["inside"]].drop(columns="inside").reset_index(drop=True)

    @cached_property
    def hidden(self) -> int:
        """Measures outside the audience that would be counted."""
        found = self._found
        return int(found.loc[~found["inside"], "n"].sum())

    @cached_property
    def totals(self) -> Mapping[str, int]:
        return _tally(self.frame)

    @cached_property
    def by_objective(self) -> Mapping[str, Mapping[str, int]]:
        return {str(code): _tally(part) for code, part in self.frame.groupby("objective")}

    def of_country(self, iso3: str) -> Mapping[str, int]:
        return _tally(self.frame[self.frame["country"] == iso3])

    def left(self, iso3: str, objective: str) -> int:
        """Measures of a country that stood under the objective and stand under another now."""
        frame = self.frame
        own = frame[(frame["country"] == iso3) & (frame["was"] == objective)]
        return int(own.loc[own["fate"] == REMAPPED, "n"].sum())

    @cached_property
    def _found(self) -> pd.DataFrame:
        frame = self.ask.frames.read(measure_fates, self.before.code, self.ask.round.code)
        frame = frame[frame["country"].isin(self.countries)]
        rows = [
            (row.country, *self._placed(row.objective, row.was, row.fate), row.inside, int(row.n))
            for row in rows_of(frame)
        ]
        columns = ["country", "objective", "was", "fate", "inside", "n"]
        return pd.DataFrame(rows, columns=columns).astype({"inside": bool, "n": int})

    def _placed(self, objective: str, was: str, fate: str) -> tuple[str, str, str]:
        """The objectives in terms of the later framework, and the fate."""
        then = self._continues.get(was, UNMAPPED)
        if fate == SILENT:
            return then, then, fate
        now = objective if objective in self.ask.framework.objectives else then
        is_moved = fate not in (NEW, WITHDRAWN) and was != UNMAPPED and now != UNMAPPED
        if is_moved and self._continued.get(now) != was:
            return now, then, REMAPPED
        return now, now if is_moved else then, fate

    @cached_property
    def _continued(self) -> Mapping[str, str]:
        return self.ask.content.continued(self.ask.round.code, self.before.code)

    @cached_property
    def _continues(self) -> Mapping[str, str]:
        """Objective of the earlier framework -> the first of the later one that continues it."""
        found: dict[str, str] = {}
        for own, earlier in self._continued.items():
            found.setdefault(earlier, own)
        return found


def carried_of(tally: Mapping[str, int]) -> int:
    return sum(tally.get(fate, 0) for fate in CARRIED)


def _tally(frame: pd.DataFrame) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for row in rows_of(frame):
        found[str(row.fate)] += int(row.n)
    return found
