"""Turns a framework into the printed cells of the sheets whose rows it gives."""

from collections.abc import Callable, Mapping
from typing import Any

from schemas.framework import Framework

Printed = dict[str, Any]


def _labels(text: Mapping[str, str]) -> Printed:
    return {f"label_{language}": label for language, label in text.items()}


def _objectives(framework: Framework) -> list[Printed]:
    return [
        {"objective": o.code, "pillar": _pillar(o.pillar), **_labels(o.wording.text)}
        for o in framework.objectives.values()
    ]


def _themes(framework: Framework) -> list[Printed]:
    return [
        {"theme": t.workbook_code, "linked_objective": t.objective, **_labels(t.wording.text)}
        for t in framework.themes.values()
    ]


def _pillar(code: str) -> str:
    return f"P{code}" if code.isdigit() else code


FIXED_ROWS: Mapping[str, Callable[[Framework], list[Printed]]] = {
    "objectives": _objectives,
    "themes": _themes,
}
"""Value of a sheet's `fixed_rows` -> its rows, as column key -> printed text."""
