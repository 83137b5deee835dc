"""Follow-up letters."""

from dashboard.desk.routes import Route

ROUTES: tuple[Route, ...] = ()
