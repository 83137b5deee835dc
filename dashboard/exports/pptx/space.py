"""The parts of a native chart's markup that every kind shares: shell, axes, legend, labels."""

from dashboard.exports.pptx.markup import Box, colour, edge, fill_of, solid

NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
ACROSS, DOWN = 10, 20
"""Ids of the two axes."""


def chart_space(frame: Box, plot: Box, drawn: str, axes: str, lang: str, *, size: float) -> bytes:
    """The whole markup. `plot`: where the bars or marks stand, inside `frame`."""
    where = _layout(frame, plot)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:lang val="{lang}"/>'
        '<c:roundedCorners val="0"/>'
        '<c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea>{where}{drawn}{axes}<c:spPr><a:noFill/></c:spPr></c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/>{edge()}</c:spPr>{text(size)}"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def _layout(frame: Box, box: Box) -> str:
    x, y = (box.x - frame.x) / frame.w, (box.y - frame.y) / frame.h
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/>'
        '<c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.5f}"/><c:y val="{y:.5f}"/><c:w val="{box.w / frame.w:.5f}"/>'
        f'<c:h val="{box.h / frame.h:.5f}"/></c:manualLayout></c:layout>'
    )


def text(size: float, paint: str = "ink", bold: bool = False) -> str:
    """How a text of the chart looks; its font is the theme's."""
    heavy = "1" if bold else "0"
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}"'
        f' b="{heavy}">{solid(paint)}</a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )


def filled(look: str, border: str = "cell-border") -> str:
    return f"<c:spPr>{fill_of(look)}{edge(border)}</c:spPr>"


def unfilled() -> str:
    return f"<c:spPr><a:noFill/>{edge()}</c:spPr>"


def category_axis(size: float) -> str:
    """The first category stands at the top; labels are text, whatever they look like."""
    return (
        f'<c:catAx><c:axId val="{DOWN}"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="@" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:spPr>{edge('cell-border')}</c:spPr>{text(size)}"
        f'<c:crossAx val="{ACROSS}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="60"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def value_axis(
    number: int,
    crossed: int,
    *,
    low: float | None = 0,
    high: float | None = None,
    step: float | None = None,
    grid: bool = False,
) -> str:
    """A scale without words of its own: what it says stands beside the marks."""
    most = f'<c:max val="{high!r}"/>' if high is not None else ""
    least = f'<c:min val="{low!r}"/>' if low is not None else ""
    lines = f"<c:majorGridlines><c:spPr>{edge('line')}</c:spPr></c:majorGridlines>" if grid else ""
    unit = f'<c:majorUnit val="{step!r}"/>' if step else ""
    side = "b" if number == ACROSS else "l"
    between = "midCat" if grid or number == DOWN else "between"
    return (
        f'<c:valAx><c:axId val="{number}"/><c:scaling><c:orientation val="minMax"/>{most}{least}'
        f'</c:scaling><c:delete val="{0 if grid else 1}"/><c:axPos val="{side}"/>{lines}'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        f"<c:spPr>{edge()}</c:spPr>"
        f'<c:crossAx val="{crossed}"/><c:crosses val="autoZero"/>'
        f'<c:crossBetween val="{between}"/>{unit}</c:valAx>'
    )


def shown(value: bool = True) -> str:
    """Which parts of a point its label holds: its value, or nothing."""
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def hidden_label(place: int) -> str:
    return f'<c:dLbl><c:idx val="{place}"/><c:delete val="1"/></c:dLbl>'


def written_label(place: int, said: str, size: float, paint: str, where: str = "ctr") -> str:
    """A label with words of its own at one point."""
    return (
        f'<c:dLbl><c:idx val="{place}"/><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r>'
        f'<a:rPr lang="en-GB" sz="{round(size * 100)}" b="1"><a:solidFill>{colour(paint)}'
        f"</a:solidFill></a:rPr><a:t>{said}</a:t></a:r></a:p></c:rich></c:tx>"
        f'<c:dLblPos val="{where}"/>{shown()}</c:dLbl>'
    )
