"""Turns the questions put to a country at meetings into a section of its letter."""

from collections.abc import Sequence
from itertools import groupby

from docx.shared import Mm

from loaders.storage.questions import Question
from loaders.writing.document import Letter
from loaders.writing.said import Run
from schemas.content import Content
from schemas.wording import Words

ROOM = Mm(24)
"""Height of a row, so that an answer can be written beside a question."""


def question_sections(
    letter: Letter, questions: Sequence[Question], words: Words, content: Content
) -> None:
    """A heading and a table for each meeting; questions keep the language they were put in, and
    their number (Q1, Q2 ...) in every language of the letter."""
    number = 0
    for code, asked in groupby(questions, key=lambda one: one.meeting):
        letter.text(_title(code, words, content), "Heading 1")
        letter.text(words("letter.questions.lead"), "Lead")
        rows = []
        for question in asked:
            number += 1
            rows.append((f"Q{number}", _put(question, words, content), ""))
        headings = [words(f"letter.questions.{key}") for key in ("number", "asked", "answer")]
        letter.table(headings, rows, (1, 6, 6), ROOM)


def _title(code: str, words: Words, content: Content) -> str:
    meeting = content.meetings.get(code)
    if meeting is None:
        return words("letter.questions.title-other")
    days = words.days(meeting.starts, meeting.ends)
    return words("letter.questions.title", meeting=words.text(meeting.short), days=days)


def _put(question: Question, words: Words, content: Content) -> Sequence[Run]:
    """The question as it was typed, its language where that is another one, its objective."""
    runs = [Run(question.text, question.language)]
    if question.language != words.language:
        runs.append(Run(f" {words(f'letter.questions.in.{question.language}')}", quiet=True))
    objective = content.framework_of(question.round).objectives.get(question.objective)
    if objective is not None:
        about = words.text(objective.wording.text)
        line = words("letter.questions.objective", number=question.objective, name=about)
        runs.append(Run(f"\n{line}", quiet=True))
    return runs
