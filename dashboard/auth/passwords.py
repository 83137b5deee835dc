"""What a password must be, and one for the first sign-in."""

import secrets
from unicodedata import normalize

SHORTEST, LONGEST = 12, 200
"""Characters of a password."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that nobody takes for another when he reads them out."""


def problem(password: str) -> str:
    """Why a password does not do, as the key of a message; "" when it does."""
    length = len(plain(password))
    if length < SHORTEST:
        return "password-short"
    return "password-long" if length > LONGEST else ""


def plain(password: str) -> str:
    """The password in the one form that is hashed, whatever keyboard it was typed on."""
    return normalize("NFKD", password)


def one_time_password() -> str:
    """Five groups of four letters: some 98 bits, easy to read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(5))
