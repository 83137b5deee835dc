"""One question to the data: who asks, of which round; its frames are read once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from dashboard import scores
from dashboard.exhibits.frames import Frames, shared_frames
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Names
from dashboard.figures.style import NON_ANSWERS
from dashboard.filters import Filters
from dashboard.queries import (
    Source,
    declared,
    hidden_counts,
    measure_counts,
    theme_answers,
)
from dashboard.queries.frames import coded_counts, reports, rounds
from schemas.content import Content
from schemas.country import Round
from schemas.framework import Framework
from schemas.wording import Words


@dataclass(frozen=True)
class Ask:
    """Frames hold partner states of the round only, inside the region and countries asked for:
    observers and later members enter no aggregate. `shared` are frames
    that serve other questions to the same source too."""

    code: str
    source: Source
    content: Content
    words: Words
    filters: Filters
    shared: Frames | None = field(default=None, compare=False, repr=False)

    @cached_property
    def frames(self) -> Frames:
        return self.shared or shared_frames(self.source)

    @cached_property
    def rounds(self) -> pd.DataFrame:
        return self.frames.read(rounds)

    @cached_property
    def round(self) -> Round:
        """The round asked for; else the latest with scores and reports; else the latest."""
        known = self.content.rounds
        if self.filters.round in known:
            return known[self.filters.round]
        filled = set(self.rounds.loc[self.rounds["reports"] > 0, "round"])
        asked = sorted((one for one in known.values() if one.asked), key=lambda r: r.period_to)
        return next((r for r in reversed(asked) if r.code in filled), asked[-1])

    @cached_property
    def provenance(self) -> str:
        return self.provenance_of(self.round.code)

    def provenance_of(self, round_code: str) -> str:
        """Where the numbers of a round come from."""
        found = self.rounds.loc[self.rounds["round"] == round_code, "provenance"]
        return str(found.iloc[0]) if len(found) else "reported"

    @cached_property
    def framework(self) -> Framework:
        return self.content.frameworks[self.round.framework]

    @cached_property
    def names(self) -> Names:
        return Names(self.content, self.words, self.framework)

    @cached_property
    def partners(self) -> tuple[str, ...]:
        """All partners of the round, in the reader's alphabet."""
        return tuple(self.names.alphabetical(self.content.partners(self.round.code)))

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The partners inside the filters: the N of this view."""
        countries, region = self.filters.countries, self.filters.region
        return tuple(
            iso3
            for iso3 in self.partners
            if (not countries or iso3 in countries)
            and (not region or self.content.countries[iso3].region == region)
        )

    @cached_property
    def all_reports(self) -> pd.DataFrame:
        return self.frames.read(reports, self.round.code)

    @cached_property
    def reports(self) -> pd.DataFrame:
        return self._of_members(self.all_reports)

    @cached_property
    def reported(self) -> tuple[str, ...]:
        """Members with a published report, in the reader's alphabet."""
        known = set(self.reports["country"])
        return tuple(iso3 for iso3 in self.members if iso3 in known)

    @cached_property
    def declared(self) -> pd.DataFrame:
        return self._of_members(self.all_declared)

    @cached_property
    def all_declared(self) -> pd.DataFrame:
        return self.frames.read(declared, self.round.code)

    @cached_property
    def counts(self) -> pd.DataFrame:
        return self._of_members(self.all_counts)

    @cached_property
    def all_counts(self) -> pd.DataFrame:
        return self.frames.read(measure_counts, self.round.code)

    @cached_property
    def coded(self) -> pd.DataFrame:
        """As `counts`, by theme, action and the source's word besides."""
        return self._of_members(self.frames.read(coded_counts, self.round.code))

    @property
    def all_measure_values(self) -> pd.DataFrame:
        """scores.VALUE_COLUMNS on basis measures, of every country with measures."""
        return self.frames.keep(
            ("measure values", self.round.code),
            lambda: scores.measure_values(self.all_counts, self.framework),
        )

    @cached_property
    def measure_tallies(self) -> dict[tuple[str, str], dict[str, int]]:
        """(country, objective) -> level its measures count as -> how many."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for row in rows_of(self.counts):
            tally = found.setdefault((row.country, row.objective), {})
            tally[row.counts_as] = tally.get(row.counts_as, 0) + int(row.n)
        return found

    def blank(self, country: str, objective: str) -> str:
        """Which non-answer stands where a country has no level, on the basis asked for."""
        if self.on_measures:
            tally = self.measure_tallies.get((country, objective), {})
            if not tally.get("NI") and (country, objective) in self._with_hidden:
                return "C"
            return next((code for code in ("NI", "C") if tally.get(code)), "NR")
        answer = self.answers.get((country, objective), "NR")
        return answer if answer in NON_ANSWERS else "NR"

    @cached_property
    def _with_hidden(self) -> set[tuple[str, str]]:
        """(country, objective) that live measures outside the audience stand behind."""
        live = self.hidden[self.hidden["counts_as"] != scores.REPLACED]
        return {(str(row.country), str(row.objective)) for row in rows_of(live)}

    @cached_property
    def answers(self) -> dict[tuple[str, str], str]:
        """(country, objective) -> the answer declared."""
        return {(row.country, row.objective): str(row.answer) for row in rows_of(self.declared)}

    @cached_property
    def theme_answers(self) -> pd.DataFrame:
        return self._of_members(self.frames.read(theme_answers, self.round.code))

    @cached_property
    def hidden(self) -> pd.DataFrame:
        """As `counts`, of the measures outside the audience."""
        return self._of_members(self.all_hidden)

    @cached_property
    def all_hidden(self) -> pd.DataFrame:
        return self.frames.read(hidden_counts, self.round.code)

    def kept_back(self, objectives: Iterable[str]) -> int:
        """Measures outside the audience that would enter the numbers of these objectives. None
        on basis declared: there an answer outside it is counted as C."""
        if not self.on_measures:
            return 0
        live = self.hidden[self.hidden["counts_as"] != scores.REPLACED]
        return int(live.loc[live["objective"].isin(list(objectives)), "n"].sum())

    @property
    def on_measures(self) -> bool:
        return self.filters.basis == "measures"

    @cached_property
    def values(self) -> pd.DataFrame:
        """scores.VALUE_COLUMNS on the basis asked for."""
        return self._kept("values", self._values)

    def _values(self) -> pd.DataFrame:
        if self.on_measures:
            return scores.measure_values(self.counts, self.framework)
        return scores.objective_values(self.declared, self.framework)

    @cached_property
    def country_scores(self) -> pd.DataFrame:
        """scores.SCORE_COLUMNS of every member, with `level` "" where there is no value."""
        return self._kept("country scores", self._country_scores)

    def _country_scores(self) -> pd.DataFrame:
        frame = scores.country_scores(self.values, self.framework, self.members)
        levels = [scores.band_of(v) if pd.notna(v) else "" for v in frame["value"]]
        return frame.assign(level=levels)

    @cached_property
    def group_scores(self) -> pd.DataFrame:
        return scores.group_scores(self.country_scores, self.members)

    def distribution(self, nodes: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
        """[node, answer, n] on the basis asked for: answers of the countries that reported,
        an empty one being NR, or their measures."""
        if self.on_measures:
            frame = scores.measure_distribution(self.counts, nodes)
        else:
            frame = scores.distribution(self.declared, nodes, self.reported)
        return frame.rename(columns={"objective": "node"})

    def _kept(self, name: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """What is worked out once for all that ask of the same round, members and basis."""
        key = (name, self.round.code, self.members, self.on_measures)
        return self.frames.keep(key, compute)

    def _of_members(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["country"].isin(self.members)].reset_index(drop=True)
