"""Turns what a person typed into the text that is kept."""

from unicodedata import category

LONGEST = 2_000
"""Characters of an answer, a comment or a reason; a line break counts one."""


def plain_lines(text: str) -> str:
    """The text with one kind of line break and without characters that show nothing; the
    no-break spaces of French stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if _is_kept(c)).strip()


def _is_kept(character: str) -> bool:
    return character in "\n\t" or character.isprintable() or category(character) == "Zs"
