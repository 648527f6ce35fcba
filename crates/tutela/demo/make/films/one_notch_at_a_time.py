"""The grinder's dial: finer grains slow the water, and old grounds must leave before one judges."""

import math
import random

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, lerp, settle
from studio.pen import path_of, polar
from studio.props import BREW
from studio.theme import ESPRESSO, MARGIN

X, Y, RADIUS = 676, 226, 148
BEATS = (
    Beat(0.2, 4.4, "19 seconds", "Too fast. The water runs through, and the cup is sour and thin."),
    Beat(4.4, 8.6, "One notch finer", "Smaller grains leave less room between them. The water slows."),
    Beat(8.6, 12.8, "24 seconds", "Closer. Change one thing, then taste: two changes teach you nothing."),
    Beat(12.8, 17.0, "28 seconds", "There. Write it down, with the date the coffee was roasted."),
)


def grains(count: int = 46):
    """Where the grains lie within a circle of radius 1; the same on every run."""
    chance, spots = random.Random(5), []
    while len(spots) < count:
        x, y = chance.uniform(-1, 1), chance.uniform(-1, 1)
        if math.hypot(x, y) < 0.92 and all(math.hypot(x - a, y - b) > 0.17 for a, b in spots):
            spots.append((x, y))
    return spots


GRAINS = grains()


def _dial(pen, x, y, radius, notch):
    pen.circle(x, y, radius, "card" if radius == RADIUS else "paper")
    pen.circle(x, y, radius, "ink", stroke=5)
    for number in range(1, 10):
        angle = 150 + (number - 1) * 30
        inner, outer = polar(x, y, radius - 26, angle), polar(x, y, radius - 10, angle)
        near = max(0.0, 1 - abs(notch - number) * 2)
        pen.line(*inner, *outer, "accent" if near > 0.5 else "ink", 4 + 3 * near)
        pen.text(*_under(polar(x, y, radius + 28, angle)), str(number), 24, "bold", "ink", "centre")
    size = lerp(0.045, 0.088, (notch - 3.5) / 3)
    for a, b in GRAINS:
        pen.circle(x + a * radius * 0.62, y + b * radius * 0.62, radius * size, BREW)
    angle = 150 + (notch - 1) * 30
    tip = polar(x, y, radius - 28, angle)
    sides = polar(x, y, radius - 58, angle - 9), polar(x, y, radius - 58, angle + 9)
    pen.shape(path_of(tip, *sides, closed=True), "accent")


def _under(point):
    return point[0], point[1] + 8


def motif(pen, now):
    """The dial, turning two notches."""
    _dial(pen, 754, 276, 138, keys(now, (0.4, 6), (1.1, 6), (1.7, 5), (2.0, 5), (2.4, 4)))


def dial(pen, now):
    """Three settings, three times."""
    tell(pen, now, BEATS)
    notch = keys(now, (4.6, 6), (6.0, 5), (10.4, 5), (11.8, 4))
    time = keys(now, (0.6, 12), (2.4, 19), (6.4, 19), (8.6, 24), (12.2, 24), (13.6, 28))
    _dial(pen, X, Y, RADIUS, notch)
    left, right, y = 466, 886, 456
    place = lambda second: left + (right - left) * (second - 10) / 30
    pen.box(left, y - 9, right - left, 18, "line", 9)
    pen.box(place(25), y - 9, place(30) - place(25), 18, "third", 4)
    for second in (10, 20, 30, 40):
        pen.text(place(second), y + 42, f"{second} s", 22, colour="soft", align="centre")
    good = 25 <= time <= 30
    pen.circle(place(time), y, 17, "paper")
    pen.circle(place(time), y, 13, "third" if good else "accent")
    if good:
        pen.tick(place(time), y, 14, settle(now, 13.4, 0.5), "paper", 4)


def purge(pen, now):
    """New grounds push the old ones out of the chute."""
    tell(
        pen,
        now,
        (
            Beat(
                0.2,
                8,
                "Purge after\neach turn",
                "About three grams of the old grind stay in the chute. Let them go before you judge.",
            ),
        ),
    )
    moved = ease(now, 1.4, 4.2)
    pen.box(640, 60, 84, 330, "card", 10)
    for row in range(15):
        for column in range(4):
            y = 84 + row * 25 + (column % 2) * 11
            old = row >= 7
            fall = y + moved * 215
            size = 10.5 if old else 7
            if fall < 400 and (old or fall > 70):
                pen.circle(655 + column * 18, fall, size, "second" if old else BREW)
        if row < 9:
            for column in range(4):
                y = 84 + (row - 9) * 25 + (column % 2) * 11 + moved * 215
                if y > 72:
                    pen.circle(655 + column * 18, y, 7, BREW)
    pen.line(637, 60, 637, 392, "ink", 5)
    pen.line(727, 60, 727, 392, "ink", 5)
    heap = 8 + 50 * moved
    pen.shape(path_of((682 - heap * 1.9, 470), (682, 470 - heap), (682 + heap * 1.9, 470), closed=True), "second")
    pen.line(560, 472, 804, 472, "ink", 5)
    pen.text(760, 240, "old", 26, "bold", "ink", alpha=1 - ease(now, 3.2, 0.6))
    pen.text(760, 160, "new", 26, "bold", "ink", alpha=ease(now, 4.4, 0.6))
    pen.text(MARGIN, 470, "3 g", 64, "title", "accent", alpha=ease(now, 1.4, 0.8))


FILM = Film(
    key="one-notch-at-a-time",
    course="Espresso from first principles",
    title="One notch\nat a time",
    line="How the grinder sets\nthe time of a shot.",
    theme=ESPRESSO,
    motif=motif,
    scenes=(Scene(17.2, dial, (4.4, 8.6, 13.4)), Scene(8, purge, (1.4,))),
    remember="Finer slows, coarser speeds up. One notch, then taste.",
    tune=Tune(123.47, 74, 13),
)
