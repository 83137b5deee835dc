"""Mistakes in a template file: each is named with file, key and reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

Folder = Callable[..., Path]
Problems = Callable[[Path], list[tuple[str, str, str]]]

TEMPLATE = "templates/progress-report-1.toml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'type = "integer"',
            'type = "whole"',
            (
                "progress-report-1.toml",
                "sheets.id.n_measures_declared",
                "'whole' is not a valid ColumnType",
            ),
        ),
        (
            'list = "rtype"\n',
            "",
            (
                "progress-report-1.toml",
                "sheets.id.report_type",
                "a list column, and only it, names its list",
            ),
        ),
        (
            'list = "rtype"',
            'list = "moods"',
            ("progress-report-1.toml", "sheets.id.report_type", "no list 'moods'"),
        ),
        (
            'required_when = [{ report_type = ["CORR"] }]\n',
            "",
            (
                "progress-report-1.toml",
                "sheets.id.correction_note",
                "a conditional column says when (required_when or group)",
            ),
        ),
        (
            'required_when = [{ report_type = ["CORR"] }]',
            'required_when = [{ kind_of_report = ["CORR"] }]',
            (
                "progress-report-1.toml",
                "sheets.id.correction_note",
                "required_when names no column 'kind_of_report'",
            ),
        ),
        (
            'exempt_when = { update_type = ["SAME"] }',
            'exempt_when = { update = ["SAME"] }',
            (
                "progress-report-1.toml",
                "sheets.measures",
                "exempt_when names no column 'update'",
            ),
        ),
        (
            'key = "title_en"',
            'key = "title_fr"',
            ("progress-report-1.toml", "sheets.measures.title_fr", "column listed twice"),
        ),
        (
            'aliases = ["Tipo de relatório"',
            'aliases = ["Consentement", "Pays"',
            (
                "progress-report-1.toml",
                "sheets.id.report_type",
                "header 'pays' also belongs to country",
            ),
        ),
        (
            "max_length = 600",
            "maximum = 600",
            ("progress-report-1.toml", "sheets.id.summary", "unknown key ['maximum']"),
        ),
        (
            'identity = "theme"',
            'identity = "topic"',
            (
                "progress-report-1.toml",
                "sheets.themes",
                "identity names no column 'topic'",
            ),
        ),
        (
            'identity = "theme"\n',
            "",
            ("progress-report-1.toml", "sheets.themes", "a fixed sheet has an identity column"),
        ),
        (
            'key = "04_THEMES"',
            'key = "04_THEMES_PRIORITAIRES_ET_TRANSVERSAUX"',
            (
                "progress-report-1.toml",
                "sheets.themes",
                "a sheet name has at most 31 characters",
            ),
        ),
        (
            'from = "actions"',
            'from = "steps"',
            (
                "progress-report-1.toml",
                "lists.roadmap",
                "from must be objectives, themes or actions, not 'steps'",
            ),
        ),
        (
            '{ code = "N", fr = "Non"',
            '{ code = "Y", fr = "Non"',
            ("progress-report-1.toml", "lists.yn", "code 'Y' listed twice"),
        ),
        (
            'framework = "dakar"',
            'framework = "rome"',
            ("progress-report-1.toml", "framework", "no framework 'rome'"),
        ),
    ],
)
def test_a_mistake_in_a_template_is_named(
    broken: Folder, problems: Problems, old: str, new: str, expected: tuple[str, str, str]
) -> None:
    assert expected in problems(broken(TEMPLATE, (old, new)))


def test_a_template_without_an_id(broken: Folder, problems: Problems) -> None:
    folder = broken(TEMPLATE, ('\nid = "progress-report"', ""))
    assert ("progress-report-1.toml", "template", "missing key 'id'") in problems(folder)


def test_an_empty_list(broken: Folder, problems: Problems) -> None:
    folder = broken(TEMPLATE, ("[lists.yn]", "[lists.none]\nentries = []\n\n[lists.yn]"))
    assert ("progress-report-1.toml", "lists.none", "a list needs entries") in problems(folder)
