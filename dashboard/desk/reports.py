"""States, overrides, restoring, replies: what is decided about a version."""

from dashboard.desk.routes import Route

ROUTES: tuple[Route, ...] = ()
