"""The database: tables, engines and migrations."""

from schemas.database import desk, exchange, meeting, models

__all__ = ["desk", "exchange", "meeting", "models"]
