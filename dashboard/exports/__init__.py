"""Turns built exhibits into bytes: CSV, Excel and JSON; no number is computed here."""
