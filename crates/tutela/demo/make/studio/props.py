"""The things that appear in several films: cup, stream, scale, handle, jug. Each has its origin at the middle of its foot."""

import math

import skia

from .pen import Pen, path_of

BREW, CREMA, CHINA = "#3a2115", "#c98a4b", "#fffaf2"


def cup_path(width: float, height: float) -> skia.Path:
    """The inside of a cup, seen from the side."""
    half, foot = width / 2, width * 0.22
    path = skia.Path()
    path.moveTo(-half, -height)
    path.cubicTo(-half, -height * 0.35, -width * 0.38, 0, -foot, 0)
    path.lineTo(foot, 0)
    path.cubicTo(width * 0.38, 0, half, -height * 0.35, half, -height)
    path.close()
    return path


def cup(pen: Pen, x, y, width, height, level=0.0, brew=BREW, top=CREMA):
    """A cup cut open, filled to a level between 0 and 1."""
    with pen.placed(x, y):
        pen.arc(width * 0.47, -height * 0.6, height * 0.24, -100, 210, "ink", width * 0.035)
        body = cup_path(width, height)
        pen.shape(body, CHINA)
        with pen.clipped(body):
            fill = height * 0.9 * level
            pen.box(-width, -fill, width * 2, fill, brew)
            pen.box(-width, -fill, width * 2, min(fill, height * 0.09), top)
        pen.shape(body, "ink", stroke=width * 0.03)
        pen.line(-width * 0.5, width * 0.03, width * 0.5, width * 0.03, "ink", width * 0.035)


def surface(height: float, level: float) -> float:
    """How far above its foot the liquid in a cup stands."""
    return height * 0.9 * level


def stream(pen: Pen, x, top, bottom, width=7.0, colour=BREW, share=1.0):
    """Liquid that falls; the share says how far its head has come. Draw it after the cup that it falls into."""
    if share > 0 and bottom > top:
        pen.line(x, top, x, top + (bottom - top) * share, colour, width)


def portafilter(pen: Pen, x, y, width, coffee=1.0):
    """The handle with its basket, seen from the side; the foot of its spouts is the origin."""
    with pen.placed(x, y, scale=width / 200):
        pen.box(90, -112, 150, 26, "ink", 13)
        pen.shape(path_of((-96, -120), (96, -120), (84, -62), (-84, -62), closed=True), "soft")
        pen.box(-84, -118, 168, 46 * coffee, BREW, 3)
        pen.box(-108, -128, 216, 14, "ink", 7)
        pen.shape(path_of((-26, -62), (26, -62), (46, -12), (30, -12), (0, -46), (-30, -12), (-46, -12), closed=True), "ink")


def scale(pen: Pen, x, y, width, reading: str):
    """A kitchen scale with its reading; things stand on it 92 pixels above its foot."""
    with pen.placed(x, y):
        pen.box(-width / 2, -92, width, 12, "ink", 6)
        pen.box(-width * 0.46, -80, width * 0.92, 80, "soft", 14)
        pen.box(-width * 0.3, -66, width * 0.6, 52, "ink", 8)
        pen.text(width * 0.25, -26, reading, 38, "bold", "second", "right", tabular=True)


def jug(pen: Pen, x, y, width, height, level=0.0, angle=0.0, milk=CHINA):
    """A milk jug cut open, its spout on the left."""
    with pen.placed(x, y, angle):
        half = width / 2
        body = skia.Path()
        body.moveTo(-half * 1.28, -height)
        body.quadTo(-half * 0.86, -height * 0.84, -half * 0.84, -height * 0.66)
        body.lineTo(-half, -height * 0.16)
        body.quadTo(-half, 0, -half * 0.8, 0)
        body.lineTo(half * 0.8, 0)
        body.quadTo(half, 0, half, -height * 0.16)
        body.lineTo(half * 0.8, -height * 0.7)
        body.lineTo(half * 0.84, -height)
        body.close()
        handle = skia.Path()
        handle.moveTo(half * 0.82, -height * 0.86)
        handle.cubicTo(half * 1.7, -height * 0.9, half * 1.7, -height * 0.2, half * 0.98, -height * 0.26)
        pen.shape(handle, "ink", stroke=width * 0.06)
        pen.shape(body, "line")
        with pen.clipped(body):
            pen.box(-width, -height * level, width * 2, height * level, milk)
        pen.shape(body, "ink", stroke=width * 0.03)


def heart_of(share: float, steps: int = 90) -> skia.Path:
    """A shape of radius about 1 between a disc (0) and a heart that points down (1)."""
    path = skia.Path()
    for step in range(steps + 1):
        a = 2 * math.pi * step / steps
        x, y = math.sin(a), -math.cos(a)
        wide = 16 * math.sin(a) ** 3 / 16.5
        tall = -(13 * math.cos(a) - 5 * math.cos(2 * a) - 2 * math.cos(3 * a) - math.cos(4 * a)) / 16.5
        point = (x + (wide - x) * share, y + (tall - y) * share)
        path.moveTo(*point) if step == 0 else path.lineTo(*point)
    path.close()
    return path
