"""Findings in the order of the file: the file itself, then sheet by sheet, row, column."""

import re
from collections.abc import Iterable, Sequence

from schemas.findings import Finding

_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


def in_order(findings: Iterable[Finding], titles: Sequence[str]) -> tuple[Finding, ...]:
    """`titles`: the sheets' names in their order. Remarks on a whole sheet come before those
    on its cells; what stands on one cell keeps its order."""
    places = {title: number for number, title in enumerate(titles)}

    def key(finding: Finding) -> tuple[int, int, int, int]:
        sheet = places.get(finding.sheet, len(places)) if finding.sheet else -1
        address = _ADDRESS.match(finding.cell)
        if address is None:
            return sheet, 0, 0, 0
        return sheet, int(address[2]), len(address[1]), _letters_number(address[1])

    return tuple(sorted(findings, key=key))


def _letters_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
