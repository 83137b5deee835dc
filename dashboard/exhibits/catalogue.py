"""The catalogue of exhibits: one question each, declared once for page, slide, file and API."""

from collections.abc import Mapping

from dashboard.exhibits import (
    answers,
    assistance,
    board,
    carried,
    change,
    common_challenges,
    compare,
    country,
    exchange,
    groups,
    key_figures,
    measures,
    moves,
    places,
    priorities,
    profiles,
    roadmap,
    scorecard,
    theme,
    theme_decisions,
    theme_meeting,
    theme_needs,
    thread,
    transitions,
    trend,
)
from dashboard.exhibits.base import Exhibit

_REGION = ("region", "countries")
_BASIS = ("basis", *_REGION)

EXHIBITS: Mapping[str, Exhibit] = {
    exhibit.code: exhibit
    for exhibit in (
        Exhibit("key-figures", key_figures.key_figures, needs_scores=False, filters=_BASIS),
        Exhibit("reporting-status", places.reporting_status, needs_scores=False),
        Exhibit("pillars", answers.pillars, filters=_BASIS),
        Exhibit("scorecard", scorecard.scorecard, filters=("view", *_BASIS)),
        Exhibit("tile-map", places.overall_tiles, filters=_BASIS),
        Exhibit("countries", places.countries, needs_scores=False),
        Exhibit("country-strip", country.strip, filters=("countries",)),
        Exhibit("country-measures", country.measures, needs_scores=False, filters=("countries",)),
        Exhibit(
            "objective-evidence",
            country.objective_evidence,
            needs_scores=False,
            filters=("countries", "objective"),
        ),
        Exhibit("pillar-objectives", answers.pillar_objectives, filters=("pillar", *_BASIS)),
        Exhibit("pillar-countries", answers.pillar_countries, filters=("pillar", *_BASIS)),
        Exhibit(
            "objective-distribution",
            answers.objective_distribution,
            filters=("objective", *_BASIS),
        ),
        Exhibit("objective-tiles", places.objective_tiles, filters=("objective", *_BASIS)),
        Exhibit(
            "objective-roadmap",
            measures.roadmap,
            needs_scores=False,
            filters=("objective", *_REGION),
        ),
        Exhibit(
            "roadmap-matrix",
            roadmap.roadmap_matrix,
            needs_scores=False,
            filters=("objective", *_REGION),
        ),
        Exhibit("theme-answers", theme.theme_answers, filters=("theme", *_REGION)),
        Exhibit(
            "theme-participation",
            theme_meeting.theme_participation,
            filters=("theme", *_REGION),
        ),
        Exhibit("theme-needs", theme_needs.theme_needs, filters=("theme", "page", *_REGION)),
        Exhibit("data-decisions", theme_decisions.data_decisions, filters=_REGION),
        Exhibit("priorities", priorities.all_priorities, filters=("pillar", *_REGION)),
        Exhibit("country-priorities", priorities.country_priorities, filters=("countries",)),
        Exhibit(
            "theme-measures",
            measures.theme_measures,
            needs_scores=False,
            filters=("theme", *_REGION),
        ),
        Exhibit(
            "measures",
            measures.explorer,
            needs_scores=False,
            filters=(
                "objective",
                "pillar",
                "theme",
                "level",
                "status",
                "action",
                "q",
                "sort",
                "page",
                *_REGION,
            ),
        ),
        Exhibit("change", change.change, filters=("against", *_BASIS)),
        Exhibit("trend", trend.trend, filters=("against", *_BASIS)),
        Exhibit(
            "transitions",
            transitions.transitions,
            filters=("against", "objective", "pillar", *_BASIS),
        ),
        Exhibit("carried", carried.carried, filters=("against", *_REGION)),
        Exhibit("moves", moves.moves, filters=("against", "objective", "page", *_REGION)),
        Exhibit(
            "exchange",
            exchange.exchange,
            filters=("objective", "theme", "kind", "page", *_REGION),
        ),
        Exhibit(
            "thread",
            thread.thread,
            filters=("objective", "theme", "kind", "tab", "q", "page", *_REGION),
        ),
        Exhibit(
            "common-challenges",
            common_challenges.common_challenges,
            filters=("objective", "theme", "q", "page", *_REGION),
        ),
        Exhibit("assistance", assistance.assistance, filters=("direction", *_REGION)),
        Exhibit("assistance-board", board.board),
        Exhibit(
            "assistance-list",
            board.listed,
            filters=("direction", "domain", "form", "objective", "page", *_REGION),
        ),
        Exhibit("profiles", profiles.status),
        Exhibit("profile-ages", profiles.ages),
        Exhibit("target-countries", profiles.target_countries),
        Exhibit(
            "public-status",
            measures.public_status,
            needs_scores=False,
            needs_words=True,
            filters=("objective", *_REGION),
        ),
        Exhibit("compare", compare.compare, filters=("basis", "countries")),
        Exhibit("differences", compare.differences, filters=("basis", "countries")),
        Exhibit("groups", groups.groups, filters=("basis", "pillar", "objective")),
        Exhibit("group-means", groups.group_means, filters=("basis",)),
    )
}
