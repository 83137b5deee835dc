"""Turns a request into a person, and a person into what he may do."""

from dashboard.auth.guard import check_declared, declare, guard, only_our_names, person
from dashboard.auth.identity import Identity
from dashboard.auth.person import LOCAL_ADMIN, Person, nobody
from dashboard.auth.requests import SAFE_METHODS, is_local, is_own_page
from dashboard.auth.rights import RIGHTS, Right, Role

__all__ = [
    "LOCAL_ADMIN",
    "RIGHTS",
    "SAFE_METHODS",
    "Identity",
    "Person",
    "Right",
    "Role",
    "check_declared",
    "declare",
    "guard",
    "is_local",
    "is_own_page",
    "nobody",
    "only_our_names",
    "person",
]
