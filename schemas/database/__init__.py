"""The database: tables, engines and migrations."""

from schemas.database import desk, models

__all__ = ["desk", "models"]
