"""Steaming in two phases: air goes in while the milk is cold, then the milk only turns."""

import math

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, settle, window
from studio.pen import curve_of
from studio.props import CHINA, jug
from studio.theme import MARGIN, MILK

X, FOOT, WIDE, TALL = 596, 452, 210, 260
BEATS = (
    Beat(0.2, 7.4, "Stretch", "The tip sits just under the surface. Listen for a soft tearing, like paper. Stop at 37 °C."),
    Beat(7.4, 14.4, "Roll", "The tip goes a finger deeper. The milk turns, and the big bubbles disappear."),
    Beat(14.4, 19.4, "Stop at 60 °C", "Beyond 65 °C the sweetness is gone, and it does not come back."),
)


def _wand(pen, x, tip):
    pen.line(x + 84, tip - 600, x, tip, "ink", 15)
    pen.circle(x, tip, 11, "ink")


def motif(pen, now):
    """The jug with the wand in it, the milk turning."""
    jug(pen, 750, 440, 210, 230, 0.58)
    _wand(pen, 740, keys(now, (0, 250), (1.2, 336), (3, 336)))
    _swirl(pen, 750, 388, 70, now, ease(now, 0.9, 0.8))


def _swirl(pen, x, y, reach, now, alpha):
    for ring in (1.0, 0.62):
        path = curve_of(
            lambda a: (x + reach * ring * math.cos(a), y + reach * 0.34 * ring * math.sin(a)), now * 3, now * 3 + 4.4, 50
        )
        pen.shape(path, "second", alpha, 6)


def _thermometer(pen, x, top, height, degrees):
    pen.box(x - 15, top - 12, 30, height + 24, "card", 15)
    place = lambda value: top + height * (1 - value / 80)
    pen.box(x - 7, place(degrees), 14, top + height - place(degrees), "accent", 7)
    pen.circle(x, top + height + 14, 23, "accent")
    for value in (37, 60):
        pen.line(x + 20, place(value), x + 36, place(value), "ink", 3)
        pen.text(x + 44, place(value) + 8, f"{value}°", 24, "bold", "ink")
    pen.text(x - 26, place(degrees) + 9, f"{degrees:.0f}", 26, "bold", "accent", "right", tabular=True)


def steaming(pen, now):
    """Both phases, with the thermometer beside the jug."""
    tell(pen, now, BEATS, width=330)
    degrees = keys(now, (0.9, 5), (7.2, 37), (14.6, 60))
    level = keys(now, (0.9, 0.40), (7.2, 0.58), (14.6, 0.61))
    surface = FOOT - TALL * level
    jug(pen, X, FOOT, WIDE, TALL, level)
    stretching, rolling = window(now, 1.0, 7.4), window(now, 7.8, 15.0, 0.6)
    for bubble in range(26):
        life = (now * 0.8 + bubble * 0.37) % 1
        x = X + math.sin(bubble * 12.9) * WIDE * 0.38
        pen.circle(x, surface + 8 + 34 * life, 3 + 5 * (1 - life), "second", stretching * (1 - life), 2.5)
    _swirl(pen, X, surface + 62, 78, now, rolling)
    deep = keys(now, (0.4, -150), (1.0, 6), (7.2, 6), (8.4, 44), (14.6, 44), (15.6, -190))
    _wand(pen, X - 26, surface + deep)
    _thermometer(pen, 846, 110, 300, degrees)
    if now > 14.6:
        pen.tick(MARGIN + 24, 420, 44, settle(now, 15.0, 0.6), "accent", 8)


def surfaces(pen, now):
    """Three jugs from above: which milk is ready?"""
    pen.text(MARGIN, 108, "Look before you pour", 40, "title", alpha=settle(now, 0.1, 0.7))
    for number, words in enumerate(("big bubbles", "like wet paint", "stiff foam")):
        x, start = 180 + number * 300, 0.7 + number * 1.4
        with pen.faded(settle(now, start, 0.6)):
            pen.circle(x, 282, 116, "accent" if number == 1 else "line")
            pen.circle(x, 282, 102, CHINA)
            _top(pen, x, 282, number, now)
            pen.text(x, 456, words, 28, "bold" if number == 1 else "medium", "accent" if number == 1 else "ink", "centre")


def _top(pen, x, y, kind, now):
    if kind == 1:
        pen.arc(x, y, 76, 200 + 6 * math.sin(now), 70, "second", 12)
        pen.arc(x, y, 52, 206 + 6 * math.sin(now), 44, "second", 9)
        return
    for spot in range(30 if kind == 0 else 60):
        angle, reach = spot * 137.5, 92 * math.sqrt((spot + 0.5) / (30 if kind == 0 else 60))
        a, b = x + reach * math.cos(math.radians(angle)), y + reach * math.sin(math.radians(angle))
        if kind == 0:
            pen.circle(a, b, 5 + (spot * 7 % 9), "second", stroke=3)
        else:
            pen.circle(a, b, 5, "line")


FILM = Film(
    key="two-phases-of-milk",
    course="Milk that pours",
    title="The two phases of milk",
    line="Stretch while it is cold,\nroll while it warms.",
    theme=MILK,
    motif=motif,
    scenes=(Scene(19.6, steaming, (7.2, 14.6)), Scene(7, surfaces, (0.7, 2.1, 3.5))),
    remember="Air while it is cold.\nMotion while it is warm. Then stop.",
    tune=Tune(164.81, 72, 21),
)
