"""What a value rests on: a country's own word, a document it names, a public page.

Three signs with words (`origin.<code>`), never a claim that somebody looked into the facts:

- SELF: the country says so and names no document;
- DOC: the country names a document or gives a link;
- PAGE: read on a public page by others than the country.

Whether a person at the secretariat read the report and accepted it is said once for the report.
"""

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Fact
from dashboard.queries import Evidence, MeasureRow
from dashboard.queries.reviewed import validated_on

SELF, DOC, PAGE = "SELF", "DOC", "PAGE"
ORIGINS = (SELF, DOC, PAGE)


def of_text(ask: Ask, evidence: str | None) -> str:
    """The code for what is written as evidence."""
    if not (evidence or "").strip():
        return SELF
    return DOC if ask.round.asked else PAGE


def of_measure(ask: Ask, row: MeasureRow) -> str:
    return of_text(ask, row.evidence)


def resting_on(ask: Ask, found: Evidence, place: str) -> tuple[Fact, ...]:
    """What an answer to an objective rests on, by the country's own word; and whether a person
    at the secretariat validated the report. `place`: sheet and cell of the basis."""
    words, row = ask.words, found.answer
    if row is None or not found.head.is_shown:
        return ()
    basis = ask.names.entry("basis", row.basis) if row.basis else words("origin.no-basis")
    facts = [
        Fact(words("origin.basis"), basis, note=place if row.basis else ""),
        Fact(words("origin.label"), words(f"origin.{of_text(ask, row.evidence)}")),
    ]
    day = ask.frames.read(validated_on, found.head.id)
    said = words("origin.validated", date=words.date(day)) if day else words("origin.not-validated")
    return (*facts, Fact(words("origin.report"), said))
