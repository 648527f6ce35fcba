"""A heart, poured in four parts and seen from above, with the height of the jug beside it."""

import math

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, settle
from studio.pen import polar
from studio.props import BREW, CHINA, CREMA, cup, heart_of, jug
from studio.theme import MARGIN, MILK

X, Y, RIM = 690, 262, 186
BEATS = (
    Beat(0.2, 4.6, "1  High", "From a hand above, milk dives under the crema and leaves it brown."),
    Beat(4.6, 9.0, "2  Low", "At the rim, milk stays on top. A white disc begins to grow."),
    Beat(9.0, 13.4, "3  Wiggle", "Small and steady. Each move lays a ring inside the last."),
    Beat(13.4, 18.0, "4  Lift, cut", "Raise the jug, thin the stream, and draw it through to the far side."),
)


def _above(pen, x, y, rim, size, heart, rings, turn=0.0):
    pen.line(*polar(x, y, rim, -28), *polar(x, y, rim * 1.3, -28), "ink", rim * 0.16)
    pen.circle(x, y, rim * 1.07, CHINA)
    pen.circle(x, y, rim * 1.07, "ink", stroke=5)
    pen.circle(x, y, rim * 0.94, BREW)
    pen.circle(x, y, rim * 0.88, CREMA)
    if size <= 0.01:
        return
    for number, (part, colour) in enumerate(((1.0, CHINA), (0.74, CREMA), (0.62, CHINA), (0.38, CREMA), (0.27, CHINA))):
        seen = 1.0 if number == 0 else settle(rings, (number + 1) // 2 - 1, 1)
        if seen > 0.02:
            with pen.placed(x, y + rim * 0.07 * heart * (1 - part), turn, rim * size * part):
                pen.shape(heart_of(heart), colour, alpha=seen)


def motif(pen, now):
    """The finished cup from above."""
    _above(pen, 742, 276, 144, keys(now, (0.2, 0), (1.4, 0.6), (2.4, 0.66)), ease(now, 1.2, 1.1), 2 * ease(now, 0.6, 1.2))


def pouring(pen, now):
    """The four parts, one after the other."""
    tell(pen, now, BEATS, y=120)
    size = keys(now, (1.2, 0), (2.0, 0.07), (4.8, 0.08), (9.0, 0.48), (13.4, 0.66), (16.4, 0.7))
    wiggle = 5 * (1 if 9.2 < now < 13.2 else 0) * math.sin(now * 9)
    _above(pen, X + wiggle, Y, RIM, size, ease(now, 14.2, 2.2), keys(now, (9.2, 0), (13.2, 2)))
    place = keys(now, (0, 0), (14.0, 0), (16.2, 0.78))
    thin = keys(now, (0.6, 0), (1.2, 7), (4.4, 7), (5.2, 11), (13.6, 11), (14.4, 5), (16.2, 5), (16.6, 0))
    pen.circle(X + wiggle, Y - RIM * 0.5 + RIM * (0.5 + place), thin, "accent")
    _beside(pen, now, thin)


def _beside(pen, now, thin):
    high = keys(now, (0.4, 110), (4.4, 110), (5.4, 62), (13.4, 62), (14.4, 96), (16.6, 110))
    cup(pen, MARGIN + 96, 492, 104, 52, 0.6)
    if thin > 0:
        pen.line(MARGIN + 90, 492 - high - 22, MARGIN + 90, 462, "second", max(3, thin * 0.7))
    jug(pen, MARGIN + 168, 502 - high, 66, 78, 0.5, -38)


def misses(pen, now):
    """The two common faults and what they tell."""
    pen.text(MARGIN, 108, "If it does not work", 40, "title", alpha=settle(now, 0.1, 0.7))
    faults = (("It sinks", "You began too high.", 0.22, 0.4), ("It spreads", "You poured too fast.", 0.86, 0.12))
    for number, (head, body, size, heart) in enumerate(faults):
        x, start = 176 + number * 440, 0.7 + number * 1.8
        with pen.faded(settle(now, start, 0.6)):
            _above(pen, x, 300, 104, size * ease(now, start, 1.2), heart, 0)
            pen.text(x + 150, 292, head, 32, "title", "accent")
            pen.block(x + 150, 334, 150, body, 25, "sans", "soft", leading=1.3)


FILM = Film(
    key="pour-a-heart",
    course="Milk that pours",
    title="Pour a heart",
    line="One motion in four parts.",
    theme=MILK,
    motif=motif,
    scenes=(Scene(18.2, pouring, (4.6, 9.0, 13.4, 16.4)), Scene(6.6, misses, (0.7, 2.5))),
    remember="High to mix, low to draw,\nlift to finish.",
    tune=Tune(155.56, 80, 22),
)
