"""Turns an address into its QR code, as a drawing in the page or as a picture."""

from functools import lru_cache
from io import BytesIO

import segno
from markupsafe import escape

LEVEL = "m"
QUIET = 4
"""Modules of white around the code, without which some cameras do not find it."""


def qr_svg(address: str, label: str = "") -> str:
    """Inline SVG whose modules have the colour of the text around it and whose size is set by
    a style sheet; a module is one unit. `label` is what a screen reader says; without one the
    drawing is passed over. Raises ValueError for an address that is empty or too long."""
    code = _made(address)
    size = code.symbol_size(border=QUIET)[0]
    runs = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in _runs(code))
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    title = f"<title>{escape(label)}</title>" if label else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {size} {size}" {said}'
        f' shape-rendering="crispEdges">{title}<path fill="currentColor" d="{runs}"/></svg>'
    )


def qr_png(address: str, scale: int = 8) -> bytes:
    """A black-on-white PNG; a module is `scale` pixels wide. Raises ValueError as above."""
    stream = BytesIO()
    _made(address).save(stream, kind="png", scale=scale, border=QUIET)
    return stream.getvalue()


@lru_cache(maxsize=256)
def _made(address: str) -> segno.QRCode:
    """Kept, for the same address stands on a slide in every language."""
    if not address:
        raise ValueError("no address")
    return segno.make(address, error=LEVEL, micro=False, boost_error=False)


def _runs(code: segno.QRCode) -> list[tuple[int, int, int]]:
    """Each row's dark stretches: where they begin, and how many modules they are long."""
    runs = []
    for y, row in enumerate(code.matrix_iter(border=QUIET)):
        start = None
        for x, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append((start, y, x - start))
                start = None
    return runs
