"""Dash parts, one a file."""
