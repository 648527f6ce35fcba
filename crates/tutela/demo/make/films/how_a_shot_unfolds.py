"""What the water takes from the coffee, and when: the extraction curve drawn second by second."""

import math

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, settle
from studio.pen import curve_of
from studio.props import cup, portafilter, stream, surface
from studio.theme import ESPRESSO, MARGIN

LEFT, RIGHT, TOP, FLOOR = 470, 896, 110, 440
SPAN, PEAK = 38.0, 25.0
STAGES = ((6, 14, "bright", "second"), (14, 28, "sweet", "third"), (28, 38, "dry", "soft"))
BEATS = (
    Beat(0.3, 4.2, "At first,\nnothing flows", "For about six seconds the water only wets the coffee."),
    Beat(4.2, 8.8, "Bright", "Acids and salts dissolve at once. Alone they taste sour."),
    Beat(8.8, 13.6, "Sweet", "Sugars follow and make the cup round. You want all of this part."),
    Beat(13.6, 18.4, "Dry", "What is left tastes bitter, of wood and ash. Time to stop."),
)


def taken(second: float) -> float:
    """The share of the coffee that is dissolved by this second of the shot, in per cent."""
    return 0.0 if second < 6 else 22.6 * (1 - math.exp(-(second - 6) / 9))


def at(second: float, share: float) -> tuple[float, float]:
    """Where a value lies on the diagram."""
    return LEFT + (RIGHT - LEFT) * second / SPAN, FLOOR - (FLOOR - TOP) * share / PEAK


def motif(pen, now):
    """A shot that runs into a cup."""
    level = keys(now, (0.5, 0), (2.4, 0.62), (3.2, 0.68))
    cup(pen, 724, 436, 210, 132, level)
    for side in (-1, 1):
        stream(pen, 724 + side * 38, 192, 434 - surface(132, level), 8, share=ease(now, 0.2, 0.5))
    portafilter(pen, 724, 206, 200)


def curve(pen, now):
    """The curve, its three stages, and the region to aim for."""
    second = keys(now, (0.8, 0), (4.2, 6), (8.8, 14), (13.6, 28), (17.4, 37.5))
    tell(pen, now, BEATS)
    for start, end, word, colour in STAGES:
        if second > start:
            left, right = at(start, 0)[0], at(min(second, end), 0)[0]
            pen.box(left, TOP, right - left, FLOOR - TOP, colour, alpha=0.2)
            middle, alpha = at((start + end) / 2, 0)[0], ease(second, start, (end - start) / 2)
            pen.text(middle, TOP + 32, word, 24, "bold", "ink", "centre", alpha=alpha)
    _frame(pen, now)
    path = curve_of(lambda s: at(s, taken(s)), 0, max(second, 0.01))
    pen.drawn(path, 1, "accent", 6)
    x, y = at(second, taken(second))
    pen.circle(x, y, 11, "accent")
    pen.circle(x, y, 4.5, "paper")


def _frame(pen, now):
    shown = ease(now, 0, 0.7)
    low, high = at(0, 18)[1], at(0, 22)[1]
    pen.box(LEFT, high, (RIGHT - LEFT) * shown, low - high, "accent", alpha=0.13)
    pen.line(LEFT, FLOOR, LEFT + (RIGHT - LEFT) * shown, FLOOR, "ink", 3)
    for second in (0, 10, 20, 30):
        pen.text(at(second, 0)[0], FLOOR + 32, f"{second} s" if second else "0", 22, colour="soft", align="centre", alpha=shown)
    pen.text(LEFT - 10, low + 8, "18 %", 22, colour="soft", align="right", alpha=shown)
    pen.text(LEFT - 10, high + 8, "22 %", 22, colour="soft", align="right", alpha=shown)
    pen.text(LEFT, TOP - 16, "Share of the coffee dissolved", 22, colour="soft", alpha=shown)


def stops(pen, now):
    """The same shot, stopped three times."""
    pen.text(MARGIN, 108, "One shot, stopped three times", 40, "title", alpha=settle(now, 0.1, 0.7))
    kinds = ((180, "15 s", "sour, thin", 0.3), (480, "28 s", "sweet, round", 0.6), (780, "40 s", "bitter, dry", 0.9))
    for number, (x, time, taste, level) in enumerate(kinds):
        start = 0.7 + number * 1.5
        shown = settle(now, start, 0.6)
        with pen.faded(shown):
            if number == 1:
                pen.box(x - 132, 150, 264, 334, "second", 18, alpha=0.3)
            now_level = level * ease(now, start + 0.2, 1.6)
            cup(pen, x, 366, 168, 108, now_level)
            if now < start + 1.9:
                stream(pen, x, 176, 364 - surface(108, now_level), 7, share=ease(now, start, 0.4))
            pen.text(x, 422, time, 30, "bold", "accent" if number == 1 else "ink", "centre", tabular=True)
            pen.text(x, 460, taste, 26, "serif", "ink", "centre")


FILM = Film(
    key="how-a-shot-unfolds",
    course="Espresso from first principles",
    title="How a shot unfolds",
    line="What the water takes from the coffee, second by second.",
    theme=ESPRESSO,
    motif=motif,
    scenes=(Scene(18.6, curve, (4.2, 8.8, 13.6)), Scene(8.4, stops, (0.7, 2.2, 3.7))),
    remember="Let taste decide. The clock\nonly tells you where to look.",
    tune=Tune(130.81, 76, 11),
)
