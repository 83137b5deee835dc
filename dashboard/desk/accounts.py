"""Accounts and the audit log."""

from dashboard.desk.routes import Route

ROUTES: tuple[Route, ...] = ()
