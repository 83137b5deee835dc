"""What people decide about stored reports: states, overrides, placements, rounds, contacts.

The second door of the loaders: `from loaders import desk`. Every change is one transaction that
also writes the audit log; functions import what they need when they are called.
"""

from loaders.desk.accounts import (
    TOKEN_DAYS,
    AccountError,
    Standing,
    add_account,
    change_standing,
    clean_email,
    end_sessions,
    kept_form,
    make_token,
    set_active,
    set_password,
    standing,
    token_hash,
)
from loaders.desk.assistance import FollowUpError, follow_up
from loaders.desk.attempts import attempt_failed, attempt_succeeded, begin_attempt
from loaders.desk.challenges import NAME_LENGTH, ChallengeNameError, name_challenges
from loaders.desk.contacts import (
    change_contact,
    is_email,
    record_contacts_export,
    remove_contact,
)
from loaders.desk.differences import compared_with, differences, is_private
from loaders.desk.files import record_personal_file
from loaders.desk.foreign import (
    FOREIGN_LEVELS,
    FOREIGN_ROLES,
    ForeignChoices,
    ForeignLayout,
    ForeignProposal,
    ForeignTable,
    NotForeignError,
    choose_layout,
    foreign_preview,
    foreign_proposal,
    keep_foreign,
    remembered_layout,
    remembered_stated,
    store_foreign,
)
from loaders.desk.letters import record_letters
from loaders.desk.meetings import (
    MOST_ITEMS,
    AgendaMovedError,
    DataMovedError,
    RoomNote,
    agenda_seen,
    change_note,
    freeze,
    keep_design,
    keep_notes,
    remove_note,
    save_agenda,
)
from loaders.desk.overriding import (
    FINAL,
    REASON_LENGTH,
    may_be_overridden,
    override,
    withdraw_override,
)
from loaders.desk.placements import (
    PLACED,
    Decision,
    OpenMeasure,
    PlacingError,
    decided_before,
    key_text,
    newest_decisions,
    open_measures,
    overtaken_decisions,
    read_key,
)
from loaders.desk.placing import AS_PROPOSED, NONE, Applied, Choice, Decided, due
from loaders.desk.placing import apply as apply_placements
from loaders.desk.placing import decide as decide_placement
from loaders.desk.placing import undo as undo_placement
from loaders.desk.proposing import propose, rank_of
from loaders.desk.replies import NotAnswerableError, answer
from loaders.desk.restoring import restore
from loaders.desk.rounds import close_round, open_round, set_due_day
from loaders.desk.states import TRANSITIONS, NotAllowedError, Transition, move, moves
from loaders.desk.targets import set_targets
from loaders.desk.typed import LONGEST, plain_lines

__all__ = [
    "AS_PROPOSED",
    "FINAL",
    "FOREIGN_LEVELS",
    "FOREIGN_ROLES",
    "LONGEST",
    "MOST_ITEMS",
    "NAME_LENGTH",
    "NONE",
    "PLACED",
    "REASON_LENGTH",
    "TOKEN_DAYS",
    "TRANSITIONS",
    "AccountError",
    "AgendaMovedError",
    "Applied",
    "ChallengeNameError",
    "Choice",
    "DataMovedError",
    "Decided",
    "Decision",
    "FollowUpError",
    "ForeignChoices",
    "ForeignLayout",
    "ForeignProposal",
    "ForeignTable",
    "NotAllowedError",
    "NotAnswerableError",
    "NotForeignError",
    "OpenMeasure",
    "PlacingError",
    "RoomNote",
    "Standing",
    "Transition",
    "add_account",
    "agenda_seen",
    "answer",
    "apply_placements",
    "attempt_failed",
    "attempt_succeeded",
    "begin_attempt",
    "change_contact",
    "change_note",
    "change_standing",
    "choose_layout",
    "clean_email",
    "close_round",
    "compared_with",
    "decide_placement",
    "decided_before",
    "differences",
    "due",
    "end_sessions",
    "follow_up",
    "foreign_preview",
    "foreign_proposal",
    "freeze",
    "is_email",
    "is_private",
    "keep_design",
    "keep_foreign",
    "keep_notes",
    "kept_form",
    "key_text",
    "make_token",
    "may_be_overridden",
    "move",
    "moves",
    "name_challenges",
    "newest_decisions",
    "open_measures",
    "open_round",
    "override",
    "overtaken_decisions",
    "plain_lines",
    "propose",
    "rank_of",
    "read_key",
    "record_contacts_export",
    "record_letters",
    "record_personal_file",
    "remembered_layout",
    "remembered_stated",
    "remove_contact",
    "remove_note",
    "restore",
    "save_agenda",
    "set_active",
    "set_due_day",
    "set_password",
    "set_targets",
    "standing",
    "store_foreign",
    "token_hash",
    "undo_placement",
    "withdraw_override",
]
