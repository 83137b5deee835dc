"""What a page may use: the context of the process, and the view of one request."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from dashboard.addresses import Located, href
from dashboard.auth.identity import Identity
from dashboard.auth.person import STRANGER, Person
from dashboard.filters import Filters, Ignored
from dashboard.memo import Builds, Memo
from dashboard.settings import Settings
from schemas.content import Content
from schemas.country import Round
from schemas.framework import Framework
from schemas.wording import Words

PUBLIC = ("PUB",)
"""What everybody may see: rows whose permitted use is PUB."""


MOST_FILES = 128 * 1024 * 1024
"""Bytes of packs and other files of meetings kept in memory."""

MOST_SCREENS = 64 * 1024 * 1024
"""Bytes of projectors' documents kept in memory."""

MOST_PAGES = 300
"""Whole pages kept in memory, as long as their bytes allow it."""


@dataclass(frozen=True)
class Context:
    """One a process. `reader` cannot write; only loading uses `writer`. `memo` keeps answers,
    `pages` whole pages, `files` those of meetings, `screens` projectors' documents (nobody who
    opens one waits for a file), all until the data change."""

    content: Content
    settings: Settings
    reader: Engine
    writer: Engine
    memo: Memo = field(default_factory=Memo)
    pages: Memo = field(default_factory=lambda: Memo(MOST_PAGES))
    files: Builds = field(default_factory=lambda: Builds(MOST_FILES))
    screens: Builds = field(default_factory=lambda: Builds(MOST_SCREENS))
    identity: Identity | None = None


@dataclass(frozen=True)
class Said:
    """What became of the form just sent: a key with words, and its params."""

    key: str
    params: Mapping[str, str]


SHORT_HASH = 7
"""Characters of a snapshot's hash that people read."""

PREVIEWED = ("country", "evidence")
"""Pages that show an unpublished version as it will be shown, with `report` in their address."""


@dataclass(frozen=True)
class Preview:
    """The version that a page shows instead of the published one of its country and round."""

    id: int
    code: str
    country: str
    round: str
    version: int
    state: str


@dataclass(frozen=True)
class Snapshot:
    """What was published at one moment, frozen for a meeting (schemas/database/meeting.py says
    what each field is). `consents` are the permitted uses it holds."""

    id: int
    code: str
    meeting: str
    round: str
    shown_at: datetime
    made_at: datetime
    consents: tuple[str, ...]
    data_version: int
    agenda: tuple[Mapping[str, Any], ...]
    provenance: Mapping[str, str]
    sha256: str

    @property
    def short(self) -> str:
        """The start of its hash, as slides and files print it."""
        return self.sha256[:SHORT_HASH]


@dataclass(frozen=True)
class RoundView:
    """The round a view shows, and where its numbers come from."""

    round: Round
    provenance: str
    reports: int


@dataclass(frozen=True)
class View:
    """One request: who reads what, in which language. `consents` are the permitted uses that
    `person` may see, `query` is the address's. `said` answers a form just sent. `shown` is None
    while no round has a report. `rounds` have published reports, in order of time. `preview` is
    set only for who may see that version; what it shows is never kept. `snapshot` is set when the
    view shows what a meeting froze; `consents` are then no more than it holds."""

    located: Located
    words: Words
    filters: Filters
    framework: Framework
    shown: RoundView | None
    rounds: tuple[RoundView, ...]
    data_version: int
    consents: tuple[str, ...] = PUBLIC
    ignored: tuple[Ignored, ...] = ()
    person: Person = STRANGER
    query: Mapping[str, str] = field(default_factory=dict)
    said: Said | None = None
    preview: Preview | None = None
    snapshot: Snapshot | None = None

    @property
    def language(self) -> str:
        return self.words.language

    def link(self, key: str, /, keep: bool = True, **values: str) -> str:
        """The address of a page in the reader's language, with the filters it keeps."""
        query = self.kept_for(key, values).query() if keep else ""
        return href(key, self.language, query, **values)

    def narrowed(self, key: str, **changes: Any) -> str:
        """The address of a page with the filters a link keeps and `changes` of the others."""
        return href(key, self.language, self.filters.kept().query(**changes))

    def kept_for(self, key: str, values: Mapping[str, str]) -> Filters:
        """What a link to a page carries along. Inside a preview, the pages of the same country
        show the same version."""
        kept = self.filters.kept()
        if self.preview is None or key not in PREVIEWED:
            return kept
        is_same = values.get("country") == self.preview.country
        return replace(kept, report=self.preview.code) if is_same else kept
