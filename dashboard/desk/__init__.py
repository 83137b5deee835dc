"""Turns the forms of the desk into changes, each allowed by a right and written down.

A form is sent to /desk/..., changes something or says why not, and leads back to a page.
"""

from flask import Flask

from dashboard.context import Context
from dashboard.desk import (
    accounts,
    assistance,
    challenges,
    contacts,
    designs,
    foreign,
    gaps,
    letters,
    mapping,
    meetings,
    replies,
    reports,
    room,
    rounds,
    signing,
    snapshots,
)
from dashboard.desk.routes import register

MODULES = (
    signing,
    accounts,
    reports,
    replies,
    letters,
    mapping,
    foreign,
    rounds,
    gaps,
    assistance,
    contacts,
    challenges,
    meetings,
    designs,
    room,
    snapshots,
)


def register_desk(server: Flask, context: Context) -> None:
    """Adds the routes of every module of the desk."""
    for module in MODULES:
        register(server, context, module.ROUTES)
