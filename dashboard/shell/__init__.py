"""Turns the body of a page into the whole page: header, filters, notices, footer."""
