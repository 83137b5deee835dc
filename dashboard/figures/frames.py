"""Reads the rows of a tidy frame one by one."""

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Each row with its columns as attributes; what a column holds is the frame's contract."""
    return iter(frame.itertuples(index=False))
