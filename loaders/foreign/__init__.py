"""Turns a country's own table, which is not our template, into rows of the template's measures.

Everything is proposed and nothing decided here: a person says what each column is and what each
status word means, and the answer (`ForeignLayout`) goes with the file through the pipeline.
"""

from loaders.foreign.checked import known_layout, known_memory, refuse_unknown, words_of_file
from loaders.foreign.choosing import (
    Choices,
    Problem,
    choices_of,
    chosen,
    fingerprint,
    fitting,
    problems_of,
    remembered_from,
    remembered_json,
)
from loaders.foreign.known import Known, known_of
from loaders.foreign.layout import (
    COLUMN_OF,
    CONSENTS,
    FLAGS,
    LEFT_OUT,
    LEVELS,
    WORD_LISTS,
    ForeignLayout,
    TableLayout,
    layout_json,
    layout_of,
)
from loaders.foreign.proposing import (
    ColumnLook,
    Proposal,
    Remembered,
    SheetLook,
    TableLook,
    WordLook,
    propose,
    remembered_of,
)
from loaders.foreign.reading import recognise_foreign

__all__ = [
    "COLUMN_OF",
    "CONSENTS",
    "FLAGS",
    "LEFT_OUT",
    "LEVELS",
    "WORD_LISTS",
    "Choices",
    "ColumnLook",
    "ForeignLayout",
    "Known",
    "Problem",
    "Proposal",
    "Remembered",
    "SheetLook",
    "TableLayout",
    "TableLook",
    "WordLook",
    "choices_of",
    "chosen",
    "fingerprint",
    "fitting",
    "known_layout",
    "known_memory",
    "known_of",
    "layout_json",
    "layout_of",
    "problems_of",
    "propose",
    "recognise_foreign",
    "refuse_unknown",
    "remembered_from",
    "remembered_json",
    "remembered_of",
    "words_of_file",
]
