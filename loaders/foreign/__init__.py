"""Turns a country's own table, which is not our template, into rows of the template's measures.

Everything is proposed and nothing decided here: a person says what each column is and what each
status word means, and the answer (`ForeignLayout`) goes with the file through the pipeline.
"""

from loaders.foreign.known import Known, known_of
from loaders.foreign.layout import (
    COLUMN_OF,
    CONSENTS,
    FLAGS,
    LEFT_OUT,
    LEVELS,
    ForeignLayout,
    TableLayout,
    has_title,
    layout_json,
    layout_of,
    roles_given_twice,
)
from loaders.foreign.proposing import (
    Proposal,
    Remembered,
    fingerprint_of,
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
    "ForeignLayout",
    "Known",
    "Proposal",
    "Remembered",
    "TableLayout",
    "fingerprint_of",
    "has_title",
    "known_of",
    "layout_json",
    "layout_of",
    "propose",
    "recognise_foreign",
    "remembered_of",
    "roles_given_twice",
]
