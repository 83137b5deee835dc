"""The outcome of reading one cell: a clean value and what there is to say about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.findings import RULES, Severity


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding that does not know its place yet."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return RULES[self.code].severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` is None for an empty cell and for a cell with an error."""

    value: Any = None
    remarks: tuple[Remark, ...] = ()

    @property
    def is_faulty(self) -> bool:
        return any(remark.is_error for remark in self.remarks)


def exact(value: Any) -> Reading:
    """The value stands in the cell as it is printed."""
    return Reading(value)


def interpreted(value: Any, reading: str) -> Reading:
    """The value was read out of another writing; `reading` is the value as text."""
    return Reading(value, (Remark("interpreted", {"reading": reading}),))


def refused(code: str, **params: Any) -> Reading:
    """The cell counts as empty; its text stays in the finding."""
    return Reading(None, (Remark(code, params),))


_OF_THE_VALUE = frozenset({"implausible-date", "negative-amount", "unknown-country-name"})
"""What is said of a value once it is read: nothing is left to say when the reading falls."""


def not_accepted(reading: Reading) -> Reading:
    """The reading when a person does not accept it: an interpreted value becomes an error and
    the cell counts as empty. Any other reading stays as it is."""
    if not any(remark.code == "interpreted" for remark in reading.remarks):
        return reading
    remarks = (
        Remark("reading-refused", remark.params) if remark.code == "interpreted" else remark
        for remark in reading.remarks
        if remark.code not in _OF_THE_VALUE
    )
    return Reading(None, tuple(remarks))
