"""Exhibits: a question, its query, its scores and its figure become one answer in words."""

from dashboard.exhibits.base import BuiltExhibit, Exhibit, KeyFigure
from dashboard.exhibits.building import build
from dashboard.exhibits.catalogue import EXHIBITS
from dashboard.exhibits.frames import Frames

__all__ = ["EXHIBITS", "BuiltExhibit", "Exhibit", "Frames", "KeyFigure", "build"]
