"""Rounds opened, closed, due; templates and reminders."""

from dashboard.desk.routes import Route

ROUTES: tuple[Route, ...] = ()
