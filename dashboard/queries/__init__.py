"""Turns tables into tidy frames of aggregates and frozen rows; the read side of the database."""

from dashboard.queries.country import CountryReport, Evidence, country_report, evidence
from dashboard.queries.files import StoredFile, stored_file
from dashboard.queries.frames import (
    declared,
    hidden_counts,
    measure_counts,
    reports,
    rounds,
    theme_answers,
)
from dashboard.queries.measures import MeasureRow, MeasuresPage, measures_of, measures_page
from dashboard.queries.source import Source, data_version, report_code

__all__ = [
    "CountryReport",
    "Evidence",
    "MeasureRow",
    "MeasuresPage",
    "Source",
    "StoredFile",
    "country_report",
    "data_version",
    "declared",
    "evidence",
    "hidden_counts",
    "measure_counts",
    "measures_of",
    "measures_page",
    "report_code",
    "reports",
    "rounds",
    "stored_file",
    "theme_answers",
]
