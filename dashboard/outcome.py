"""Turns the result of a loader's run into the JSON object that commands and API answer."""

import csv
from collections import Counter
from collections.abc import Callable
from io import StringIO
from typing import Any

from loaders import Result
from schemas.content import Content
from schemas.findings import Finding, Severity
from schemas.findings_groups import cells_counted, group_message, grouped, short_places
from schemas.findings_text import message, shown_params
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


READ = {"interpreted": False, "reading-refused": True}
"""Codes of values read out of another writing -> whether the person refused the reading."""


def groups_json(result: Result, words: Words, content: Content) -> list[dict[str, Any]]:
    """Findings that say the same: `title` names their code, `column` their column, `places` the
    cells ("F12:F40"), `cells` how many ("29 cells"), `findings` their indexes in the list of
    findings; what, rule and todo are the parts of the sentence."""
    places = {id(finding): index for index, finding in enumerate(result.findings)}
    answer = []
    for group in grouped(result.findings):
        sentence = group_message(group, words, content)
        column = shown_params(group.findings[0], words, content)["column"]
        key = f"upload.code.{group.code}"
        answer.append(
            {
                "code": group.code,
                "title": words(key) if key in words.keys else sentence.what,
                "severity": str(group.severity),
                "sheet": group.sheet,
                "column": column,
                "places": short_places(group, words),
                "cells": cells_counted(group, words),
                "what": sentence.what,
                "rule": sentence.rule,
                "todo": sentence.todo,
                "findings": [places[id(finding)] for finding in group.findings],
            }
        )
    return answer


def readings_json(result: Result, words: Words, content: Content) -> list[dict[str, Any]]:
    """Values that were read out of another writing: `place` names the cell to the loaders,
    `written` is the text in it, `read` what it was taken for, `refused` whether the person
    did not accept that."""
    answer = []
    for finding in result.findings:
        if finding.code in READ:
            shown = shown_params(finding, words, content)
            answer.append(
                {
                    "place": f"{finding.sheet}!{finding.cell}",
                    "sheet": finding.sheet,
                    "cell": finding.cell,
                    "column": shown["column"],
                    "written": finding.value,
                    "read": shown["reading"],
                    "refused": READ[finding.code],
                }
            )
    return answer


def findings_csv(
    result: Result, words: Words, content: Content, neutral: Callable[[str], str]
) -> bytes:
    """The findings as UTF-8 with a byte order mark, one a line below a line of heads. `neutral`
    keeps a country's text from becoming a formula."""
    stream = StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    heads = ("severity", "code", "place.sheet", "place.cell", "value", "message")
    writer.writerow([words(f"upload.{head}") for head in heads])
    for finding in result.findings:
        row = finding_json(finding, words, content)
        row["severity"] = words(f"upload.say.severity.{row['severity']}")
        writer.writerow(
            [neutral(row[k]) for k in ("severity", "code", "sheet", "cell", "value", "message")]
        )
    return stream.getvalue().encode("utf-8-sig")
