"""Meetings: an agenda of exhibits becomes a deck of slides, live or as it was frozen."""

from dashboard.exhibits.stamp import Stamp, stamp_of, stamp_of_snapshot
from dashboard.meetings.agenda import Item, agenda_json, agenda_of, default_agenda, read_items
from dashboard.meetings.deck import Deck, Notes, Slide, deck_of
from dashboard.meetings.freezing import differing, frozen
from dashboard.meetings.whole import whole_of

__all__ = [
    "Deck",
    "Item",
    "Notes",
    "Slide",
    "Stamp",
    "agenda_json",
    "agenda_of",
    "deck_of",
    "default_agenda",
    "differing",
    "frozen",
    "read_items",
    "stamp_of",
    "stamp_of_snapshot",
    "whole_of",
]
