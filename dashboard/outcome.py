"""Turns the result of a loader's run into the JSON object that commands and API answer."""

from collections import Counter
from typing import Any

from loaders import Result
from schemas.content import Content
from schemas.findings import Finding, Severity
from schemas.findings_text import message
from schemas.wording import Words

EXIT_STATUS = {"clean": 0, "draft": 1, "refused": 2}
"""Outcome of a file -> exit status of the command that read it."""


def outcome_json(result: Result, words: Words, content: Content) -> dict[str, Any]:
    """The object of a dry run; a stored file has `report`, `version` and `state` too."""
    answer: dict[str, Any] = {
        "file": result.file,
        "outcome": result.outcome,
        "country": result.country,
        "round": result.round,
        "template": result.template,
        "findings": [finding_json(finding, words, content) for finding in result.findings],
        "counts": counts(result),
    }
    if result.report is not None:
        answer |= {"report": result.report, "version": result.version, "state": result.state}
    return answer


def finding_json(finding: Finding, words: Words, content: Content) -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "sheet": finding.sheet,
        "cell": finding.cell,
        "value": finding.value,
        "message": message(finding, words, content).text,
    }


def counts(result: Result) -> dict[str, int]:
    """How many findings of each severity, measures and objectives the file has."""
    by_severity = Counter(finding.severity for finding in result.findings)
    found = {str(severity): by_severity[severity] for severity in Severity}
    return {**found, "measures": result.measures, "objectives": result.objectives}
