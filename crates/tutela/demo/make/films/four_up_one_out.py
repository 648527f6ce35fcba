"""The ladder's angle: what happens at the wrong one, and how to find the right one without a protractor."""

import math

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, settle, window
from studio.pen import polar
from studio.theme import HARBOUR

WALL, GROUND, LONG = 836, 462, 400
BEATS = (
    Beat(0.3, 4.6, "Too flat", "At 60 degrees the foot wants to slide away."),
    Beat(4.6, 8.8, "Too steep", "At 85 degrees you and the ladder tip backwards."),
    Beat(8.8, 14.4, "Four up,\none out", "For every four metres of height, the foot stands one metre from the wall: 75 degrees."),
)
POINTS = (
    Beat(0.2, 3.8, "One metre\nover the edge", "So that you have something to hold when you step off."),
    Beat(3.8, 7.0, "Tied at the top", "Both rails, before anyone works there."),
    Beat(7.0, 10.4, "Three points,\nalways", "Two feet and a hand, or two hands and a foot, on the ladder."),
)


def _ladder(pen, x, y, angle, long, colour="accent"):
    with pen.placed(x, y, -angle):
        rungs = int(long / 34)
        for rung in range(1, rungs + 1):
            pen.line(rung * 34 - 8, -9, rung * 34 - 8, 9, colour, 6)
        pen.line(0, -11, long, -11, colour, 7)
        pen.line(0, 11, long, 11, colour, 7)


def motif(pen, now):
    """A ladder comes to rest at its angle."""
    pen.box(880, 60, 80, 420, "line")
    pen.box(548, 480, 412, 60, "#0b1a27")
    angle = keys(now, (0.2, 62), (1.2, 80), (2.0, 75))
    foot = 880 - 416 * math.cos(math.radians(angle))
    pen.arc(foot, 480, 84, -angle, angle, "second", 7)
    _ladder(pen, foot, 474, angle, 430)
    pen.text(foot - 36, 452, f"{angle:.0f}°", 46, "title", "ink", "right", tabular=True)


def leaning(pen, now):
    """Two wrong angles and the right one."""
    tell(pen, now, BEATS)
    angle = keys(now, (0, 60), (4.6, 60), (6.2, 85), (8.8, 85), (10.4, 75.4))
    slip = 34 * ease(now, 2.2, 1.0) * (1 - ease(now, 4.4, 0.6))
    foot = WALL - LONG * math.cos(math.radians(angle)) - slip
    top = math.degrees(math.acos(min(1, (WALL - foot) / LONG)))
    tip = 7 * ease(now, 6.6, 0.8) * (1 - ease(now, 8.6, 0.6))
    pen.box(WALL, 40, 70, GROUND - 40, "card")
    pen.box(430, GROUND, 480, 12, "line")
    pen.arc(foot, GROUND, 74, -top - tip, top + tip, "second", 6)
    pen.text(foot - 28, GROUND - 30, f"{angle:.0f}°", 34, "bold", "ink", "right", tabular=True)
    _ladder(pen, foot, GROUND - 6, top + tip, LONG + 18)
    _measure(pen, now, foot, WALL)


def _measure(pen, now, foot, wall):
    shown, high = ease(now, 10.6, 0.8), GROUND - LONG * math.sin(math.radians(75.4))
    unit = (GROUND - high) / 4
    for step in range(4):
        grown = ease(now, 10.6 + step * 0.5, 0.5)
        pen.box(wall + 18, GROUND - (step + 1) * unit + 3, 34, (unit - 6) * (1 if grown else 0), "third", 6, alpha=grown)
        pen.text(wall + 35, GROUND - (step + 0.5) * unit + 9, str(step + 1), 25, "bold", "paper", "centre", grown)
    late = ease(now, 12.6, 0.5)
    pen.box(foot, GROUND + 20, wall - foot, 34, "third", 6, alpha=late)
    pen.text((foot + wall) / 2, GROUND + 46, "1", 25, "bold", "paper", "centre", late)
    if shown > 0.99:
        pen.tick(560, 240, 56, settle(now, 13.2, 0.5), "second", 10)


def using(pen, now):
    """Three rules for the ladder once it stands."""
    tell(pen, now, POINTS)
    edge, foot = 190, 752
    pen.box(836, edge, 70, GROUND - edge, "card")
    pen.box(820, edge - 8, 90, 12, "line")
    pen.box(430, GROUND, 480, 12, "line")
    _ladder(pen, foot, GROUND - 6, 75, 356)
    at = lambda along: polar(foot, GROUND - 6, along, -75)
    over = window(now, 0.6, 3.8)
    pen.line(876, edge - 14, 876, at(356)[1], "second", 5, alpha=over)
    pen.text(798, edge - 36, "1 m", 34, "bold", "second", "right", over)
    tied = ease(now, 4.2, 0.8)
    x, y = at(276)
    pen.circle(x, y, 26, "third", tied, 7)
    pen.line(x + 24, y + 8, x + 24 + 60 * tied, y + 8, "third", 7, tied)
    for number, along in enumerate((60, 128, 230)):
        x, y = at(along)
        shown = settle(now, 7.4 + number * 0.7, 0.5)
        pen.circle(x, y, 22 * shown, "second")
        pen.text(x, y + 9, str(number + 1), 25, "bold", "paper", "centre", shown)


FILM = Film(
    key="four-up-one-out",
    course="Before you climb",
    title="Four up, one out",
    line="A ladder at the angle that neither slips nor tips.",
    theme=HARBOUR,
    motif=motif,
    scenes=(Scene(14.6, leaning, (4.6, 10.4, 13.2)), Scene(10.6, using, (4.2, 7.4, 8.1, 8.8))),
    remember="Four up, one out, one metre over. Then tie it.",
    tune=Tune(103.83, 76, 43, minor=True),
)
