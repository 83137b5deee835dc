"""Figures: a tidy frame and words become a `Chart`, which knows no drawing library."""
