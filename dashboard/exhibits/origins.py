"""What a value rests on: a country's own word, a document it names, a public page.

Three signs with words (`origin.<code>`), never a claim that somebody looked into the facts:

- SELF: the country says so and names no document;
- DOC: the country names a document or gives a link;
- PAGE: read on a public page by others than the country.

Whether a person at the secretariat read the report and accepted it is said once for the report.
"""

from dashboard.exhibits.ask import Ask
from dashboard.queries import MeasureRow

SELF, DOC, PAGE = "SELF", "DOC", "PAGE"
ORIGINS = (SELF, DOC, PAGE)


def of_text(ask: Ask, evidence: str | None) -> str:
    """The code for what is written as evidence."""
    if not (evidence or "").strip():
        return SELF
    return DOC if ask.round.asked else PAGE


def of_measure(ask: Ask, row: MeasureRow) -> str:
    return of_text(ask, row.evidence)
