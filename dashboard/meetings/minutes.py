"""Turns the notes of a meeting into what its record holds, in the order it holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.context import Snapshot
from dashboard.figures.names import Names
from dashboard.queries import Source
from dashboard.queries.meetings import Note, snapshot_of
from schemas.meeting import Meeting

CONCLUSION = "conclusion"


@dataclass(frozen=True)
class Minutes:
    """`conclusions`: number of an expected result (from 1) -> what was concluded, every result
    there is. `others` belong to none. `questions`: ISO3 -> questions, in the reader's alphabet;
    `general` are those to no country."""

    conclusions: Mapping[int, Sequence[Note]]
    others: Sequence[Note]
    questions: Mapping[str, Sequence[Note]]
    general: Sequence[Note]

    @property
    def is_empty(self) -> bool:
        return not any((*self.conclusions.values(), self.others, self.questions, self.general))


def minutes_of(notes: Sequence[Note], meeting: Meeting, names: Names) -> Minutes:
    """The notes in groups; within one, as they were taken down. A country that is no longer in
    the content is none, nor is a result."""
    concluded = [note for note in notes if note.kind == CONCLUSION]
    asked = [note for note in notes if note.kind != CONCLUSION]
    numbers = range(1, len(meeting.results) + 1)
    known = names.alphabetical(
        {n.country for n in asked if n.country in names.content.countries and n.country}
    )
    return Minutes(
        {number: [n for n in concluded if n.result == number] for number in numbers},
        [note for note in concluded if note.result not in numbers],
        {iso3: [note for note in asked if note.country == iso3] for iso3 in known},
        [note for note in asked if note.country not in known],
    )


def snapshot_noted(source: Source, notes: Sequence[Note], meeting: str) -> Snapshot | None:
    """What was on the screen when the last note was taken, as far as it was frozen for this
    meeting and is within the source's audience."""
    for named in dict.fromkeys(note.snapshot for note in reversed(notes) if note.snapshot):
        found = snapshot_of(source, named)
        if found is not None and found.meeting == meeting:
            return found
    return None
