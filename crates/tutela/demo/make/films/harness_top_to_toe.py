"""Six places to look at on a harness, always in the same order."""

from studio.film import Film, Scene, Tune, checklist
from studio.motion import ease, keys, window
from studio.pen import path_of
from studio.people import standing
from studio.theme import HARBOUR

X, Y = 702, 288
STEPS = (
    "Label: readable, in date",
    "Webbing: no cut, no burn",
    "Stitching: none missing",
    "Buckles: click and hold",
    "Rings: no bend, no rust",
    "Hooks: close, and lock",
)
STARTS = (0.6, 5.0, 9.4, 13.8, 18.2, 22.6)
SPOTS = ((-40, -60, 40), (40, -120, 36), (0, -88, 56), (0, -2, 38), (0, -88, 26), (126, 88, 46))


def _line(pen, alpha=1.0):
    rope = path_of((62, -2))
    rope.cubicTo(104, 0, 132, 20, 126, 62)
    pen.shape(rope, "second", alpha, 7)
    with pen.placed(126, 88, 6):
        pen.box(-15, -28, 30, 58, "third", 15, alpha, stroke=7)
        pen.line(15, -12, 15, 14, "accent", 7, alpha)


def motif(pen, now):
    """The climber puts the harness on."""
    with pen.placed(748, 296, scale=1.0):
        standing(pen, ease(now, 0.5, 1.0))
        _line(pen, ease(now, 1.2, 0.6))


def checking(pen, now):
    """The list, and a ring that moves from place to place."""
    checklist(pen, now, STEPS, STARTS)
    place = lambda axis: keys(now, *((start + wait, spot[axis]) for spot, start in zip(SPOTS, STARTS) for wait in (0.6, 4.0)))
    scale = keys(now, (0.2, 1.0), (1.4, 1.08))
    with pen.placed(X, Y, scale=scale):
        standing(pen)
        _line(pen)
        pen.box(-48, -70, 18, 24, "ink", 3)
        for row in (0, 1, 2):
            pen.line(-45, -64 + row * 6, -34, -64 + row * 6, "paper", 2)
        shown = window(now, 0.6, 26.4)
        x, y, radius = place(0), place(1), place(2)
        pen.circle(x, y, radius, "ink", shown, 5)
        pen.circle(x, y, radius + 7, "ink", 0.25 * shown, 9)


FILM = Film(
    key="harness-top-to-toe",
    course="Before you climb",
    title="Harness check,\ntop to toe",
    line="Six places to look at and feel,\nbefore every use.",
    theme=HARBOUR,
    motif=motif,
    scenes=(Scene(26.6, checking, (4.8, 9.2, 13.6, 18.0, 22.4, 25.8)),),
    remember="One doubt is a no.\nTag it, take it out of use, say so.",
    tune=Tune(110.0, 72, 41, minor=True),
)
