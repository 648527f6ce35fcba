"""The pen: everything a film may draw on a frame, with colours by their role in the theme."""

import contextlib
import math

import skia

from . import letters
from .motion import clamp
from .theme import Theme


class Pen:
    """Draws on one canvas. Lengths are pixels, angles are degrees, zero to the right, clockwise."""

    def __init__(self, canvas: skia.Canvas, theme: Theme):
        self.canvas, self.theme = canvas, theme

    def paint(self, colour: str, alpha: float = 1.0, stroke: float | None = None, cap: str = "round"):
        """The paint for a colour; with a stroke width it draws outlines instead of areas."""
        code = self.theme.colour(colour).lstrip("#")
        red, green, blue = (int(code[i : i + 2], 16) for i in (0, 2, 4))
        paint = skia.Paint(AntiAlias=True, Color=skia.Color(red, green, blue, round(255 * clamp(alpha))))
        if stroke is not None:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(stroke)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
            paint.setStrokeCap(skia.Paint.kRound_Cap if cap == "round" else skia.Paint.kButt_Cap)
        return paint

    def clear(self):
        """Fills the frame with the paper."""
        self.canvas.drawPaint(self.paint("paper"))

    # Groups -------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def faded(self, alpha: float):
        """What is drawn inside is one sheet with this opacity."""
        if alpha >= 0.999:
            yield
            return
        self.canvas.saveLayerAlpha(None, round(255 * clamp(alpha)))
        yield
        self.canvas.restore()

    @contextlib.contextmanager
    def placed(self, x: float = 0, y: float = 0, angle: float = 0, scale: float = 1):
        """What is drawn inside has its origin here."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.rotate(angle)
        self.canvas.scale(scale, scale)
        yield
        self.canvas.restore()

    @contextlib.contextmanager
    def clipped(self, shape: skia.Path):
        """What is drawn inside is seen only within the shape."""
        self.canvas.save()
        self.canvas.clipPath(shape, skia.ClipOp.kIntersect, True)
        yield
        self.canvas.restore()

    # Letters ------------------------------------------------------------------------------------

    def text(self, x, y, text, size, face="sans", colour="ink", align="left", alpha=1.0, tabular=False) -> float:
        """One line with its baseline at y; gives the width."""
        blob, width = letters.shape(text, face, size, tabular)
        left = x - {"left": 0, "centre": width / 2, "right": width}[align]
        if blob and alpha > 0:
            self.canvas.drawTextBlob(blob, left, y, self.paint(colour, alpha))
        return width

    def block(self, x, y, width, text, size, face="sans", colour="ink", align="left", alpha=1.0, leading=1.32) -> float:
        """Lines broken to the width, the first baseline at y; gives the baseline that would follow."""
        for line in letters.wrap(text, face, size, width):
            self.text(x, y, line, size, face, colour, align, alpha)
            y += size * leading
        return y

    # Shapes -------------------------------------------------------------------------------------

    def line(self, x1, y1, x2, y2, colour="ink", width=3.0, alpha=1.0, cap="round"):
        """A straight line."""
        self.canvas.drawLine(x1, y1, x2, y2, self.paint(colour, alpha, width, cap))

    def circle(self, x, y, radius, colour="accent", alpha=1.0, stroke=None):
        """A disc, or a ring if it has a stroke."""
        if radius > 0:
            self.canvas.drawCircle(x, y, radius, self.paint(colour, alpha, stroke))

    def box(self, x, y, width, height, colour="card", radius=0.0, alpha=1.0, stroke=None):
        """A rectangle, rounded if it has a radius."""
        if width > 0 and height > 0:
            area = skia.Rect.MakeXYWH(x, y, width, height)
            self.canvas.drawRoundRect(area, radius, radius, self.paint(colour, alpha, stroke))

    def arc(self, x, y, radius, start, sweep, colour="accent", width=4.0, alpha=1.0, cap="round"):
        """A part of a ring."""
        area = skia.Rect.MakeLTRB(x - radius, y - radius, x + radius, y + radius)
        self.canvas.drawArc(area, start, sweep, False, self.paint(colour, alpha, width, cap))

    def shape(self, path: skia.Path, colour="accent", alpha=1.0, stroke=None):
        """An area, or its outline if it has a stroke."""
        self.canvas.drawPath(path, self.paint(colour, alpha, stroke))

    def drawn(self, path: skia.Path, share: float, colour="accent", width=4.0, alpha=1.0):
        """The first share of a path, as if a hand were drawing it; gives the point of the pen."""
        measure = skia.PathMeasure(path, False)
        reach, part = measure.getLength() * clamp(share), skia.Path()
        measure.getSegment(0, reach, part, True)
        if share > 0:
            self.shape(part, colour, alpha, width)
        return measure.getPosTan(reach)[0] if measure.getLength() else skia.Point(0, 0)

    def tick(self, x, y, size, share=1.0, colour="accent", width=5.0):
        """A check mark that draws itself, centred on the point."""
        path = skia.Path()
        path.moveTo(x - size * 0.45, y + size * 0.02)
        path.lineTo(x - size * 0.12, y + size * 0.34)
        path.lineTo(x + size * 0.48, y - size * 0.36)
        self.drawn(path, share, colour, width)


def polar(x: float, y: float, radius: float, angle: float) -> tuple[float, float]:
    """The point at this distance and angle."""
    return x + radius * math.cos(math.radians(angle)), y + radius * math.sin(math.radians(angle))


def path_of(*points: tuple[float, float], closed: bool = False) -> skia.Path:
    """Straight lines through the points."""
    path = skia.Path()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if closed:
        path.close()
    return path


def curve_of(function, start: float, end: float, steps: int = 120) -> skia.Path:
    """The path through `function(u)` for u from start to end."""
    return path_of(*(function(start + (end - start) * i / steps) for i in range(steps + 1)))
