"""Turns entries into a new version of a report, and stored reports into what loading needs.

Nothing is computed here, and no stored version is ever changed: only its state is.
"""

from loaders.entries import KeptUpload
from loaders.storage.copies import RESTORED_FROM, copy_version
from loaders.storage.history import read_history
from loaders.storage.overrides import SetAside, errors_left, overrides_of
from loaders.storage.rounds import RoundState, open_rounds, round_states, set_round
from loaders.storage.rows import LastReport, last_report, read_rows
from loaders.storage.states import (
    TRANSITIONS,
    NotAllowedError,
    NotPublishableError,
    Transition,
    move_version,
    publish,
    published_version,
)
from loaders.storage.uploads import (
    forget_old_uploads,
    keep_upload,
    read_upload,
    replace_upload,
    settle_upload,
)
from loaders.storage.versions import (
    SAMPLE,
    Source,
    StoredReport,
    find_report,
    find_stored,
    hold,
    raise_data_version,
    remove_reports,
    report_of,
    store,
    stored_findings,
    stored_ids,
    stored_source,
)

__all__ = [
    "RESTORED_FROM",
    "SAMPLE",
    "TRANSITIONS",
    "KeptUpload",
    "LastReport",
    "NotAllowedError",
    "NotPublishableError",
    "RoundState",
    "SetAside",
    "Source",
    "StoredReport",
    "Transition",
    "copy_version",
    "errors_left",
    "find_report",
    "find_stored",
    "forget_old_uploads",
    "hold",
    "keep_upload",
    "last_report",
    "move_version",
    "open_rounds",
    "overrides_of",
    "publish",
    "published_version",
    "raise_data_version",
    "read_history",
    "read_rows",
    "read_upload",
    "remove_reports",
    "replace_upload",
    "report_of",
    "round_states",
    "set_round",
    "settle_upload",
    "store",
    "stored_findings",
    "stored_ids",
    "stored_source",
]
