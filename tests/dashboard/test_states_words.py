"""Every state a version can be in has its words, wherever it is named."""

import pytest

from dashboard.cli.language import cli_words
from schemas.content import Content
from schemas.database.models import STATES


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("state", STATES)
def test_a_state_has_words(content: Content, language: str, state: str) -> None:
    assert f"cli.stored.{state}" in cli_words(language).keys
    assert {f"reports.state.{state}", f"audit.report.{state}"} - {"audit.report.draft"} <= (
        content.words[language].keys
    )
