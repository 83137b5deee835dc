"""The help page's tables come from the template and the rules themselves."""

import re

import pytest

from dashboard.components.dictionary import dictionary, findings_table
from schemas.findings import RULES


def markup(parts):
    return next(part.data for part in parts if type(part).__name__ == "Store")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_column_and_every_list_entry_is_in_the_dictionary(content, language):
    template = content.templates["progress-report-1"]
    html = markup(dictionary(template, content.words[language]))
    for sheet in template.sheets.values():
        assert sheet.key in html
        asked = [column for column in sheet.columns if column.type != "formula"]
        assert all(f"<code>{column.key}</code>" in html for column in asked)
    assert all(f"<code>{code}</code>" in html for code in template.lists["answer"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_rule_is_told_without_gaps(content, language):
    html = markup(findings_table(content.words[language]))
    assert all(f"<code>{code}</code>" in html for code in RULES)
    assert not re.search(r"\{\w+\}", html)
