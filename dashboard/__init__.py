"""Out: stored reports become what people see."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.settings import Settings
    from schemas.content import Content


def create_app(settings: "Settings | None" = None, content: "Content | None" = None) -> "Dash":
    """The app with its routes and pages, ready for requests. Raises ContentError or SettingError.

    The database must exist: `dakar init` makes it.
    """
    from dashboard.application import make_app

    return make_app(settings, content)
