"""What a check may say of a cell, row, sheet or file, and the sentence it becomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Scope(StrEnum):
    FILE = "file"
    SHEET = "sheet"
    ROW = "row"
    CELL = "cell"


@dataclass(frozen=True)
class Rule:
    """`refuses`: nothing of the file is stored as data."""

    severity: Severity
    scope: Scope
    refuses: bool = False


def _rules(severity: Severity, scope: Scope, codes: str, refuses: bool = False) -> dict[str, Rule]:
    return {code: Rule(severity, scope, refuses) for code in codes.split()}


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

RULES: Mapping[str, Rule] = {
    **_rules(
        _E,
        Scope.FILE,
        "not-a-workbook old-format strict-format encrypted macros damaged "
        "too-large unsafe-archive not-this-template withdrawn-template",
        refuses=True,
    ),
    **_rules(_I, Scope.FILE, "already-stored date-system-1904 foreign-table"),
    **_rules(_W, Scope.FILE, "same-content older-template meta-missing"),
    **_rules(
        _E,
        Scope.CELL,
        "unknown-country country-mismatch country-not-allowed unknown-round round-mismatch "
        "closed-round",
        refuses=True,
    ),
    **_rules(_W, Scope.CELL, "not-a-member"),
    **_rules(
        _E,
        Scope.SHEET,
        "objective-row-missing objective-row-double column-missing sheet-missing",
    ),
    **_rules(
        _I,
        Scope.SHEET,
        "ignored-column ignored-sheet ignored-cells hidden-rows-read merged-cells-read "
        "column-not-read sheet-not-read rows-not-read cells-not-read",
    ),
    **_rules(
        _E,
        Scope.CELL,
        "required-empty not-in-list not-a-number ambiguous-date error-value not-a-date "
        "reading-refused",
    ),
    **_rules(_I, Scope.CELL, "interpreted"),
    **_rules(_W, Scope.CELL, "formula-in-input text-too-long characters-removed"),
    **_rules(
        _E,
        Scope.ROW,
        "end-before-start date-in-future same-objective-twice "
        "foreign-measure-id unknown-measure-id identifier-twice reason-missing",
    ),
    **_rules(
        _W,
        Scope.ROW,
        "date-passed implausible-date fall-without-reason "
        "completed-without-evidence level-jump assistance-too-long "
        "amount-without-currency negative-amount",
    ),
    **_rules(_W, Scope.SHEET, "count-differs likely-duplicate own-level-differs"),
    **_rules(_I, Scope.SHEET, "measure-not-mentioned too-many-priorities"),
    **_rules(_W, Scope.CELL, "unknown-country-name unknown-person email-shape"),
    **_rules(_E, Scope.CELL, "unknown-link"),
    **_rules(_E, Scope.SHEET, "no-focal-point"),
    **_rules(_I, Scope.ROW, "no-objective objective-placed translation-pending"),
    **_rules(_I, Scope.CELL, "support-without-request"),
}
"""Every finding code. Its words are `finding.<code>.what`, `.rule` and `.do`."""


@dataclass(frozen=True)
class Finding:
    """One remark on a file. `cell` is an A1 address; sheet and cell are "" when the whole
    file (or sheet) is meant. `value` is the text read. `params` is JSON: codes, never words;
    see `shown_params` for the names that are turned into words."""

    code: str
    sheet: str = ""
    cell: str = ""
    value: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity

    @property
    def refuses(self) -> bool:
        return RULES[self.code].refuses


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def outcome_of(findings: Iterable[Finding]) -> str:
    """`refused`, `draft` (kept, with errors) or `clean`."""
    findings = tuple(findings)
    if any(finding.refuses for finding in findings):
        return "refused"
    return "draft" if has_errors(findings) else "clean"


def iso_dates(days: Iterable[date]) -> list[str]:
    """Dates as params carry them."""
    return [day.isoformat() for day in days]
