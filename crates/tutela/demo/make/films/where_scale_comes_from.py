"""Hard water and heat: how stone grows on the element, and which range of hardness to aim for."""

import math

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, lerp, settle
from studio.pen import curve_of, path_of
from studio.theme import MARGIN, WATER

BEATS = (
    Beat(0.2, 5.4, "Water\nbrings stone", "Rain seeps through chalk and carries a little of it along, dissolved and unseen."),
    Beat(5.4, 10.6, "Heat\nlets it go", "Warm water cannot hold it. Limescale grows where it is hottest: on the element."),
    Beat(10.6, 15.8, "Then it\nkeeps growing", "Stone does not conduct. The element runs longer, then hotter, then fails."),
)
ZONES = ((0, 4, "flat", "line"), (4, 7, "good", "third"), (7, 14, "filter", "second"), (14, 24, "soften", "soft"))


def _drop(pen, x, y, size, colour, alpha=1.0):
    path = path_of((x, y - size * 1.5))
    path.cubicTo(x + size * 0.3, y - size * 0.8, x + size, y - size * 0.3, x + size, y + size * 0.15)
    path.cubicTo(x + size, y + size * 0.75, x + size * 0.5, y + size, x, y + size)
    path.cubicTo(x - size * 0.5, y + size, x - size, y + size * 0.75, x - size, y + size * 0.15)
    path.cubicTo(x - size, y - size * 0.3, x - size * 0.3, y - size * 0.8, x, y - size * 1.5)
    pen.shape(path, colour, alpha)


def motif(pen, now):
    """A drop, and the stone that it carries."""
    _drop(pen, 754, 294, 132, "accent")
    pen.arc(754, 306, 92, 100, 60, "paper", 9, 0.55)
    for number in range(7):
        angle, shown = 0.6 + number * 0.9, settle(now, 0.5 + number * 0.22, 0.5)
        reach = 26 + (number * 37) % 52
        with pen.placed(754 + reach * math.cos(angle), 312 + reach * math.sin(angle), number * 40, shown):
            pen.box(-14, -14, 28, 28, "paper", 4)


def _element():
    return curve_of(lambda u: (506 + 328 * u, 336 + 44 * math.sin(u * math.pi * 6)), 0, 1, 160)


def boiler(pen, now):
    """A boiler cut open: the dots are dissolved stone."""
    tell(pen, now, BEATS)
    heat, crust = ease(now, 5.6, 2.0), keys(now, (6.6, 0), (10.6, 9), (15.2, 26))
    pen.box(450, 96, 440, 336, "card", 46)
    pen.box(450, 96, 440, 336, "ink", 46, stroke=6)
    element = _element()
    if crust > 0.4:
        pen.shape(element, "line", stroke=22 + crust * 1.5)
        pen.shape(element, "#f7f3e8", stroke=18 + crust * 1.5)
    pen.shape(element, "ink", stroke=18)
    pen.shape(element, "second", heat, 10)
    for number in range(34):
        x, wave = 512 + (number * 83) % 318, number * 1.7
        free = 132 + (number * 53) % 138 + 8 * math.sin(now * 1.2 + wave)
        sink = ease(now, 6.4 + (number % 12) * 0.62, 1.8)
        floor = 336 + 44 * math.sin((x - 506) / 328 * math.pi * 6) - 14
        if sink < 1:
            pen.box(x - 5, lerp(free, floor, sink) - 5, 10, 10, "accent", 2)
    degrees = lerp(15, 93, heat)
    pen.text(670, 478, f"{degrees:.0f} °C", 36, "bold", "accent", "centre", tabular=True)


def ruler(pen, now):
    """Hardness on a scale, before and after the filter."""
    pen.text(MARGIN, 104, "What comes out of your tap?", 40, "title", alpha=settle(now, 0.1, 0.7))
    left, unit, y = 76, 34, 300
    for number, (start, end, word, colour) in enumerate(ZONES):
        wide = (end - start) * unit * ease(now, 0.5 + number * 0.5, 0.7)
        pen.box(left + start * unit, y, max(0, wide - 5), 46, colour, 8)
        alpha = ease(now, 0.9 + number * 0.5, 0.4)
        middle = left + (start + end) * unit / 2
        pen.text(middle, y + 126, word, 26, "bold" if word == "good" else "medium", "ink", "centre", alpha)
        pen.text(left + end * unit - 2, y + 84, str(end), 22, colour="soft", align="centre", alpha=alpha, tabular=True)
    pen.text(left, y + 84, "0 °dH", 22, colour="soft", align="centre", alpha=ease(now, 0.6, 0.4))
    value = keys(now, (3.0, 0), (5.0, 17), (6.6, 17), (8.4, 6))
    shown = ease(now, 2.8, 0.4)
    x = left + value * unit
    _drop(pen, x, y - 54, 30, "accent", shown)
    pen.text(x, y - 46, f"{value:.0f}", 25, "bold", "paper", "centre", shown, tabular=True)
    label = "after the filter" if now > 7.4 else "your tap"
    side, align = (x + 44, "left") if x < 700 else (x - 44, "right")
    pen.text(side, y - 46, label, 26, "serif", "ink", align, shown)


FILM = Film(
    key="where-scale-comes-from",
    course="Water for coffee",
    title="Where scale comes from",
    line="Hard water, heat, and\nthe stone that follows.",
    theme=WATER,
    motif=motif,
    scenes=(Scene(16, boiler, (5.4, 10.6)), Scene(10, ruler, (5.0, 8.4))),
    remember="Measure first. The right filter follows from the number.",
    tune=Tune(116.54, 70, 33),
)
