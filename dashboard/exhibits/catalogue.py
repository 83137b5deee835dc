"""The catalogue of exhibits: one question each, declared once for page, slide, file and API."""

from collections.abc import Mapping

from dashboard.exhibits import (
    answers,
    assistance,
    change,
    country,
    exchange,
    key_figures,
    measures,
    places,
    scorecard,
    theme,
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
        Exhibit("theme-answers", theme.theme_answers, filters=("theme", *_REGION)),
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
        Exhibit("change", change.change, filters=_BASIS),
        Exhibit(
            "exchange",
            exchange.exchange,
            filters=("objective", "theme", "kind", "page", *_REGION),
        ),
        Exhibit("assistance", assistance.assistance, filters=("direction", *_REGION)),
        Exhibit(
            "public-status",
            measures.public_status,
            needs_scores=False,
            needs_words=True,
            filters=("objective", *_REGION),
        ),
    )
}
