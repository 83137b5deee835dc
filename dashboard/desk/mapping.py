"""Decisions on measures without an objective."""

from dashboard.desk.routes import Route

ROUTES: tuple[Route, ...] = ()
