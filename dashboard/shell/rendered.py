"""A page as made for one view, kept until the data change."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from dash.development.base_component import Component

from dashboard.shell.static import static_html, without_slots


@dataclass(frozen=True, eq=False)
class Rendered:
    """`title` is the browser's: the page's own, and the product's name. `status` is HTTP's.
    `answers` are those given with it, as they were sent: (kind, encoding) -> body."""

    page: Component
    title: str
    status: int = 200
    answers: dict[tuple[str, str], bytes] = field(default_factory=dict)

    @property
    def first_view(self) -> str:
        return static_html(self.page)

    @cached_property
    def mark(self) -> str:
        """A fingerprint of the first view: who has the one needs no second copy of its slots."""
        return hashlib.sha256(self.first_view.encode()).hexdigest()[:16]

    @cached_property
    def page_round_slots(self) -> Component:
        """The page for who holds the first view: its slots are filled from there."""
        return without_slots(self.page)
