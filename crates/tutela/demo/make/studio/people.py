"""People for the safety films: flat figures with a helmet and a harness, the middle of the hips as origin."""

import skia

from .pen import Pen, path_of

SKIN, CLOTH, BOOT = "#c08a62", "#5d7f97", "#0b1a27"


def limb(pen: Pen, points, width, colour):
    """An arm or a leg: one thick bent line."""
    path = path_of(*points)
    pen.shape(path, colour, stroke=width)


def head(pen: Pen, x, y, size=1.0):
    """A face under a helmet, seen from the front."""
    pen.box(x - 15 * size, y, 30 * size, 34 * size, SKIN)
    pen.circle(x, y - 16 * size, 29 * size, SKIN)
    helmet = path_of((x - 36 * size, y - 24 * size))
    helmet.cubicTo(x - 36 * size, y - 66 * size, x + 36 * size, y - 66 * size, x + 36 * size, y - 24 * size)
    helmet.close()
    pen.shape(helmet, "third")
    pen.box(x - 42 * size, y - 29 * size, 84 * size, 8 * size, "third", 4 * size)


def standing(pen: Pen, harness: float = 1.0):
    """A climber from the front, about 400 pixels tall, wearing as much of the harness as the share says."""
    limb(pen, ((-28, 10), (-34, 100), (-34, 178)), 46, CLOTH)
    limb(pen, ((28, 10), (34, 100), (34, 178)), 46, CLOTH)
    pen.box(-66, 180, 56, 26, BOOT, 10)
    pen.box(10, 180, 56, 26, BOOT, 10)
    limb(pen, ((-66, -118), (-94, -50), (-88, 12)), 32, CLOTH)
    limb(pen, ((66, -118), (94, -50), (88, 12)), 32, CLOTH)
    pen.circle(-88, 30, 16, SKIN)
    pen.circle(88, 30, 16, SKIN)
    head(pen, 0, -166)
    torso = path_of((-72, -138), (72, -138), (54, 14), (-54, 14), closed=True)
    pen.shape(torso, CLOTH)
    pen.shape(torso, CLOTH, stroke=22)
    if harness > 0:
        with pen.faded(harness):
            _harness(pen)


def _harness(pen: Pen):
    for side in (-1, 1):
        pen.line(side * 46, -148, side * 34, 2, "accent", 11)
        strap = skia.Path()
        strap.moveTo(side * 52, 22)
        strap.quadTo(side * 34, 66, side * 10, 44)
        pen.shape(strap, "accent", stroke=11)
        pen.line(side * 36, 2, side * 52, 22, "accent", 11)
    pen.line(-62, -2, 62, -2, "accent", 13)
    pen.line(-42, -88, 42, -88, "accent", 10)
    pen.circle(0, -88, 11, "paper")
    pen.circle(0, -88, 11, "third", stroke=5)
    pen.box(-15, -12, 30, 20, "third", 4)
    for side in (-1, 1):
        pen.circle(side * 62, -2, 8, "third", stroke=5)


def hanging(pen: Pen, sway: float = 0.0):
    """A person in a harness, from the side, held at the back; the ring on the back is the origin; 150 pixels to the boots."""
    with pen.placed(angle=sway):
        limb(pen, ((4, 62), (24, 98), (16, 138)), 19, "#46667d")
        limb(pen, ((-4, 62), (2, 104), (-10, 142)), 19, CLOTH)
        pen.line(10, 143, 24, 143, BOOT, 12)
        pen.line(-16, 146, 0, 146, BOOT, 12)
        pen.line(6, 4, 2, 58, CLOTH, 34)
        limb(pen, ((12, 8), (30, 34), (44, 20)), 13, "#46667d")
        pen.circle(14, -26, 15, SKIN)
        helmet = path_of((-6, -30))
        helmet.cubicTo(-6, -54, 34, -54, 34, -30)
        helmet.close()
        pen.shape(helmet, "third")
        pen.line(-8, 0, 22, 26, "accent", 6)
        pen.line(-12, 52, 18, 52, "accent", 6)
        pen.circle(-8, 0, 5, "third")
