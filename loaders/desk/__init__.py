"""What people decide about stored reports: states, overrides, placements, rounds, contacts.

The second door of the loaders: `from loaders import desk`. Every change is one transaction that
also writes the audit log; functions import what they need when they are called.
"""

from loaders.desk.contacts import (
    change_contact,
    is_email,
    record_contacts_export,
    remove_contact,
)

__all__ = [
    "change_contact",
    "is_email",
    "record_contacts_export",
    "remove_contact",
]
