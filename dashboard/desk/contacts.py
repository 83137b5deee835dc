"""Contacts written, changed, removed, taken away."""

from dashboard.desk.routes import Route

ROUTES: tuple[Route, ...] = ()
