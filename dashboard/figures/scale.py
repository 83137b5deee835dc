"""The five levels as ticks of an axis from 0 to 100."""

from dashboard.figures.chart import Tick
from dashboard.figures.names import Names
from dashboard.figures.style import LEVELS


def level_ticks(names: Names) -> tuple[Tick, ...]:
    step = 100 / (len(LEVELS) - 1)
    return tuple(Tick(place * step, names.answer(code), code) for place, code in enumerate(LEVELS))
