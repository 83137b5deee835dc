"""Turns a question into two rounds side by side: which ones, on which objectives, over whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard import comparison
from dashboard.exhibits.ask import Ask
from dashboard.figures.frames import rows_of
from dashboard.queries import declared, measure_counts, reports
from dashboard.queries.carried import carried_counts
from dashboard.scores import NOT_APPLICABLE
from schemas.content import Content
from schemas.country import Round
from schemas.framework import Framework

TEMPLATE, FRAMEWORK = "template", "framework"
"""What may differ between two rounds, so that their values are not joined. The method never
does: both rounds are worked out anew, by the one in force."""


def earlier_rounds(
    content: Content, later: Round, provenances: Mapping[str, str]
) -> tuple[Round, ...]:
    """The rounds that `later` can be compared with, the latest first: earlier ones in which
    countries were asked objectives that its own continue, and whose numbers come from where its
    own do, for change never crosses provenances. `provenances`: of each round in question, and
    of `later`."""
    origin = provenances.get(later.code)
    found = [
        one
        for one in content.rounds.values()
        if one.asked
        and one.period_to < later.period_to
        and provenances.get(one.code, "") == origin
        and content.continued(later.code, one.code)
    ]
    return tuple(sorted(found, key=lambda one: one.period_to, reverse=True))


def previous_round(ask: Ask) -> Round | None:
    """The round asked to compare with, if it can be and has reports; else the last one before that
    has some; else the last one before."""
    codes = ask.content.rounds
    known = {code: ask.provenance_of(code) for code in codes}
    earlier = earlier_rounds(ask.content, ask.round, known)
    codes_filled = set(ask.rounds.loc[ask.rounds["reports"] > 0, "round"])
    filled = [one for one in earlier if one.code in codes_filled]
    wanted = [one for one in filled if one.code == ask.filters.against]
    return next(iter((*wanted, *filled, *earlier)), None)


@dataclass(frozen=True)
class Comparison:
    """Two rounds side by side. Only partners of both, inside the filters, are compared, on the
    objectives that both rounds asked: those of the later framework that continue one of the
    earlier. Everything here bears the codes of the later framework."""

    ask: Ask
    before: Round

    @cached_property
    def members(self) -> frozenset[str]:
        return frozenset(self.ask.members) & set(self.ask.content.partners(self.before.code))

    @cached_property
    def continued(self) -> Mapping[str, str]:
        """Objectives compared -> those of the earlier round that they continue."""
        return self.ask.content.continued(self.ask.round.code, self.before.code)

    @cached_property
    def framework(self) -> Framework:
        """The later framework, with the objectives compared and their pillars alone."""
        whole = self.ask.framework
        if len(self.continued) == len(whole.objectives):
            return whole
        kept = {code: one for code, one in whole.objectives.items() if code in self.continued}
        pillars = {one.pillar for one in kept.values()}
        return replace(
            whole,
            objectives=kept,
            pillars={code: one for code, one in whole.pillars.items() if code in pillars},
        )

    @property
    def objectives(self) -> tuple[str, ...]:
        return tuple(self.framework.objectives)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Objectives of the later round that continue none of the earlier."""
        return tuple(code for code in self.ask.framework.objectives if code not in self.continued)

    @property
    def breaks(self) -> tuple[str, ...]:
        """What differs between the two rounds, so that their values are not joined."""
        now = self.ask.round
        told = ((FRAMEWORK, "framework"), (TEMPLATE, "template"))
        return tuple(code for code, key in told if getattr(self.before, key) != getattr(now, key))

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """comparison.PAIR_COLUMNS on the basis asked for."""
        if self.ask.on_measures:
            carried = self.carried
            return comparison.carried_pairs(carried[carried["inside"]])
        return comparison.declared_pairs(self.declared_before, self.declared_after)

    @cached_property
    def moves(self) -> pd.DataFrame:
        """comparison.MOVE_COLUMNS: every country on every node it can be compared on."""
        return comparison.country_moves(self.pairs, self.framework, self._not_applicable)

    @cached_property
    def changes(self) -> dict[str, Any]:
        """Node -> its row of comparison.CHANGE_COLUMNS."""
        found = comparison.group_changes(self.moves, self.framework)
        return {str(row.node): row for row in rows_of(found)}

    @property
    def countries(self) -> int:
        """Countries with at least one objective compared."""
        return int(self.pairs["country"].nunique())

    @property
    def hidden(self) -> int:
        """Measures that would be compared if the permitted use let them be seen."""
        if not self.ask.on_measures:
            return 0
        carried = self.carried
        return int(comparison.carried_pairs(carried[~carried["inside"]])["n"].sum())

    @cached_property
    def declared_before(self) -> pd.DataFrame:
        """[country, objective, answer] of the earlier round."""
        return self._renamed(self.ask.frames.read(declared, self.before.code))

    @cached_property
    def declared_after(self) -> pd.DataFrame:
        """[country, objective, answer] of the later round."""
        return self._inside(self.ask.all_declared)

    @cached_property
    def counts_before(self) -> pd.DataFrame:
        """[country, objective, counts_as, n, ...]: measures of the earlier round."""
        return self._renamed(self.ask.frames.read(measure_counts, self.before.code))

    @cached_property
    def counts_after(self) -> pd.DataFrame:
        """[country, objective, counts_as, n, ...]: measures of the later round."""
        return self._inside(self.ask.all_counts)

    @cached_property
    def reported(self) -> frozenset[str]:
        """Members with a published report in one of the two rounds at least."""
        then = self.ask.frames.read(reports, self.before.code)
        return self.members & {*then["country"], *self.ask.all_reports["country"]}

    @cached_property
    def carried(self) -> pd.DataFrame:
        """[country, objective, before, after, inside, n]: measures of both rounds that stand
        under an objective compared."""
        rounds = (self.before.code, self.ask.round.code)
        if FRAMEWORK in self.breaks:
            frame = self.ask.frames.read(carried_counts, *rounds, tuple(self.continued.items()))
        else:
            frame = self.ask.frames.read(carried_counts, *rounds)
        return self._inside(frame)

    @cached_property
    def _not_applicable(self) -> frozenset[tuple[str, str]]:
        if self.ask.on_measures:
            return frozenset()
        return frozenset(
            (str(row.country), str(row.objective))
            for frame in (self.declared_before, self.declared_after)
            for row in rows_of(frame[frame["answer"] == NOT_APPLICABLE])
        )

    def _inside(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Its rows of members and of objectives compared."""
        inside = frame["country"].isin(self.members) & frame["objective"].isin(self.objectives)
        return frame[inside].reset_index(drop=True)

    def _renamed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame of the earlier round with the later codes; an objective that two later ones
        continue stands under both."""
        if FRAMEWORK not in self.breaks:
            return self._inside(frame)
        codes = pd.DataFrame(self.continued.items(), columns=["later", "objective"])
        both = frame.merge(codes, on="objective").drop(columns="objective")
        return self._inside(both.rename(columns={"later": "objective"}))
