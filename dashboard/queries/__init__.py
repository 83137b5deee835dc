"""Turns tables into tidy frames of aggregates and frozen rows; the read side of the database."""

from dashboard.queries.accounts import (
    AccountRow,
    AuditFilter,
    AuditPage,
    AuditRow,
    accounts,
    audit_actions,
    audit_page,
    audit_rows,
)
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
from dashboard.queries.replies import Answered, replies
from dashboard.queries.source import Source, data_version, one_moment, report_code
from dashboard.queries.versions import version_of

__all__ = [
    "AccountRow",
    "Answered",
    "AuditFilter",
    "AuditPage",
    "AuditRow",
    "CountryReport",
    "Evidence",
    "MeasureRow",
    "MeasuresPage",
    "Source",
    "StoredFile",
    "accounts",
    "audit_actions",
    "audit_page",
    "audit_rows",
    "country_report",
    "data_version",
    "declared",
    "evidence",
    "hidden_counts",
    "measure_counts",
    "measures_of",
    "measures_page",
    "one_moment",
    "replies",
    "report_code",
    "reports",
    "rounds",
    "stored_file",
    "theme_answers",
    "version_of",
]
