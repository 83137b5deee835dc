"""Turns decks into PowerPoint files with native charts and tables that can be edited."""

from dashboard.exports.pptx.design import DesignError
from dashboard.exports.pptx.document import check_design, country_of, pptx_of

__all__ = ["DesignError", "check_design", "country_of", "pptx_of"]
