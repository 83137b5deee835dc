"""Turns decks and countries into printed documents: the hand-out of a meeting, a profile."""

from dashboard.exports.pdf.handout import handout_of
from dashboard.exports.pdf.profile import profile_of

__all__ = ["handout_of", "profile_of"]
