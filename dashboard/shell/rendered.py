"""A page as made for one view, kept until the data change."""

from dataclasses import dataclass
from functools import cached_property

from dash.development.base_component import Component

from dashboard.shell.static import static_html


@dataclass(frozen=True, eq=False)
class Rendered:
    """`title` is the browser's: the page's own, and the product's name. `status` is HTTP's."""

    page: Component
    title: str
    status: int = 200

    @cached_property
    def first_view(self) -> str:
        return static_html(self.page)
