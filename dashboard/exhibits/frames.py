"""What several exhibits of one source share: each of its frames is read once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dashboard.queries import Source
from dashboard.queries.source import kept_here

T = TypeVar("T")


@dataclass(frozen=True)
class Frames:
    """Answers of the queries on one source. It holds them as they were first read, so it lives
    no longer than the making of one page, deck or snapshot, and in one thread."""

    source: Source
    _kept: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def read(self, query: Callable[..., T], *arguments: Hashable) -> T:
        """query(source, *arguments), asked once. Nobody may change what it gives."""
        return self.keep((query, arguments), lambda: query(self.source, *arguments))

    def keep(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What is worked out from such answers, once."""
        if key not in self._kept:
            self._kept[key] = compute()
        answer: T = self._kept[key]
        return answer


def shared_frames(source: Source) -> Frames:
    """The frames that all exhibits of one request to the same source share; outside a request,
    frames of their own."""
    kept = kept_here(source.engine)
    if kept is None:
        return Frames(source)
    frozen = source.snapshot.id if source.snapshot is not None else None
    frames: Frames = kept.setdefault((source.consents, source.shown, frozen), Frames(source))
    return frames
