"""The database: tables, engines and migrations."""

from schemas.database import desk, meeting, models

__all__ = ["desk", "meeting", "models"]
