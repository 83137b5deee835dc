"""The database: tables, engines and migrations."""
