"""What people decide about stored reports: states, overrides, placements, rounds, contacts.

The second door of the loaders: `from loaders import desk`. Every change is one transaction that
also writes the audit log; functions import what they need when they are called.
"""
