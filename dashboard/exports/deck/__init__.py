"""Turns decks into the projector's document: one file, nothing fetched, every language inside."""

from dashboard.exports.deck.document import html_of, policy_of

__all__ = ["html_of", "policy_of"]
