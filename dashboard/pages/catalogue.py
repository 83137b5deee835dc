"""Every page's module."""

from collections.abc import Mapping
from types import ModuleType

from dashboard.pages import (
    accessibility,
    admin,
    countries,
    country,
    evidence,
    exhibit,
    focal_points,
    foreign_table,
    gaps,
    help,
    map,
    mapping,
    measures,
    meeting,
    meetings,
    method,
    objective,
    overview,
    pillar,
    report,
    reports,
    rounds,
    scorecard,
    sign_in,
    theme,
    upload,
)

MODULES: Mapping[str, ModuleType] = {
    "overview": overview,
    "scorecard": scorecard,
    "evidence": evidence,
    "country": country,
    "countries": countries,
    "map": map,
    "measures": measures,
    "pillar": pillar,
    "objective": objective,
    "theme": theme,
    "exhibit": exhibit,
    "meeting": meeting,
    "meetings": meetings,
    "upload": upload,
    "foreign-table": foreign_table,
    "report": report,
    "reports": reports,
    "mapping": mapping,
    "gaps": gaps,
    "rounds": rounds,
    "focal-points": focal_points,
    "admin": admin,
    "sign-in": sign_in,
    "method": method,
    "help": help,
    "accessibility": accessibility,
}
"""Page key -> its module: `FILTERS`, and of a view and a context `title`, `lead` (words) and
`body` (components)."""
