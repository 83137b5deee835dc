"""Turns the heights that labels want into heights at which none covers another."""

from collections.abc import Sequence


def spread(
    wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float
) -> list[float]:
    """The middles of labels of these heights, each as near to where it wants to be as the
    others let it, in the same order, between `top` and `bottom` if they fit there; else from
    `top` on."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    blocks: list[tuple[list[int], float]] = []
    for at in order:
        members, start = [at], _start([at], wanted, heights, top, bottom)
        while blocks and blocks[-1][1] + _tall(blocks[-1][0], heights) > start:
            members = blocks.pop()[0] + members
            start = _start(members, wanted, heights, top, bottom)
        blocks.append((members, start))
    middles = [0.0] * len(wanted)
    for members, start in blocks:
        for at in members:
            middles[at] = start + heights[at] / 2
            start += heights[at]
    return middles


def _tall(members: Sequence[int], heights: Sequence[float]) -> float:
    return sum(heights[at] for at in members)


def _start(
    members: Sequence[int],
    wanted: Sequence[float],
    heights: Sequence[float],
    top: float,
    bottom: float,
) -> float:
    """Where labels that touch each other begin, so that all together are moved least."""
    before, starts = 0.0, []
    for at in members:
        starts.append(wanted[at] - heights[at] / 2 - before)
        before += heights[at]
    return max(top, min(sum(starts) / len(starts), bottom - before))
