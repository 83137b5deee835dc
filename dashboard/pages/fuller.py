"""What an exhibit's own page cannot do without, and the page that shows it among others."""

from collections.abc import Mapping

ONE_COUNTRY = (
    "country-strip",
    "country-priorities",
    "country-measures",
    "objective-evidence",
)
"""Exhibits of one country."""

NEEDED: Mapping[str, str] = {
    "objective-evidence": "objective",
    "objective-distribution": "objective",
    "objective-tiles": "objective",
    "pillar-countries": "pillar",
    "theme-answers": "theme",
    "theme-measures": "theme",
    "theme-participation": "theme",
    "theme-needs": "theme",
}
"""Exhibit -> the filter it cannot do without; the first of the framework stands for none."""

FULLER: Mapping[str, str] = {
    "key-figures": "overview",
    "reporting-status": "countries",
    "pillars": "overview",
    "scorecard": "scorecard",
    "tile-map": "map",
    "countries": "countries",
    "country-strip": "country",
    "country-measures": "country",
    "objective-evidence": "evidence",
    "pillar-objectives": "pillar",
    "pillar-countries": "pillar",
    "objective-distribution": "objective",
    "objective-tiles": "objective",
    "objective-roadmap": "objective",
    "roadmap-matrix": "objective",
    "priorities": "pillar",
    "country-priorities": "country",
    "theme-participation": "theme",
    "theme-needs": "theme",
    "theme-answers": "theme",
    "theme-measures": "theme",
    "measures": "measures",
    "schedule": "measures",
    "late-measures": "measures",
    "self-assessment": "scorecard",
    "public-status": "overview",
    "carried": "trend",
    "moves": "trend",
    "assistance": "assistance",
    "assistance-board": "assistance",
    "assistance-list": "assistance",
    "profiles": "profiles-imap",
    "profile-ages": "profiles-imap",
    "target-countries": "profiles-imap",
    "change": "trend",
    "trend": "trend",
    "transitions": "trend",
    "exchange": "practices",
    "thread": "practices",
    "common-challenges": "practices",
}
"""Exhibit -> the page that shows it among others."""
