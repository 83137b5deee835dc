"""A country's own table, read as the person says."""

from dashboard.desk.routes import Route

ROUTES: tuple[Route, ...] = ()
