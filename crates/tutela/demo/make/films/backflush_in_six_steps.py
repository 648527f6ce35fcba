"""The closing wash of the group, six steps with a picture for each."""

import math

from studio.film import Film, Scene, Tune, checklist
from studio.motion import ease, keys, ramp, settle, window
from studio.pen import path_of
from studio.props import BREW, cup
from studio.theme import MACHINE

X = 684
STEPS = ("Blind basket in", "3 g of cleaner", "10 s on, 10 s off", "Rinse five times", "Brush the gasket", "Pull one, bin it")
STARTS = (0.6, 4.4, 8.2, 13.4, 17.6, 21.4)


def _group(pen, x, y):
    pen.box(x - 120, y - 130, 240, 66, "ink", 16)
    pen.box(x - 88, y - 68, 176, 62, "soft", 8)
    pen.box(x - 96, y - 18, 192, 14, "ink", 6)


def _handle(pen, x, y, powder=0.0, bottom="blind"):
    pen.box(x + 84, y + 14, 136, 26, "ink", 13)
    pen.shape(
        path_of((x - 90, y), (x + 90, y), (x + 78, y + 62), (x - 78, y + 62), closed=True),
        "third" if bottom == "blind" else "soft",
    )
    if powder:
        pen.shape(path_of((x - 44 * powder, y + 3), (x, y - 30 * powder), (x + 44 * powder, y + 3), closed=True), "paper")
    pen.box(x - 100, y - 6, 200, 14, "ink", 7)


def motif(pen, now):
    """The group with the handle locking in and a ring of six around it."""
    y = keys(now, (0.3, 96), (1.2, 4))
    pen.circle(754, 270, 172, "paper")
    with pen.placed(722, 286, scale=0.82):
        _group(pen, 0, 0)
        _handle(pen, 0, y)
    for number in range(6):
        start = 1.0 + number * 0.2
        pen.arc(754, 270, 172, -86 + number * 60, 52 * ease(now, start, 0.3), "accent", 10)


def washing(pen, now):
    """The list on the left, the step on the right."""
    checklist(pen, now, STEPS, STARTS)
    for number, show in enumerate((_blind, _cleaner, _cycle, _rinse, _brush, _shot)):
        end = STARTS[number + 1] if number < 5 else 25.4
        with pen.faded(window(now, STARTS[number], end, 0.3)):
            if STARTS[number] <= now < end:
                show(pen, now - STARTS[number])


def _blind(pen, now):
    _group(pen, X, 220)
    _handle(pen, X, keys(now, (0.5, 350), (1.8, 224)))
    pen.text(X, 452, "no holes: nothing gets out", 26, "serif", "ink", "centre", alpha=ease(now, 1.6, 0.5))


def _cleaner(pen, now):
    _handle(pen, X, 320, ease(now, 0.9, 1.6))
    with pen.placed(X + 10, 190, keys(now, (0.2, -8), (0.9, 24), (2.4, 24), (3.0, -8))):
        pen.line(34, 0, 190, -26, "ink", 10)
        pen.arc(0, 0, 34, 0, 180, "ink", 10)
    for grain in range(9):
        fall = ramp(now, 0.9 + grain * 0.16, 0.5)
        if 0 < fall < 1:
            pen.circle(X + 12 - 10 * math.sin(grain * 2), 232 + 66 * fall, 4.5, "soft")
    pen.text(X, 452, "one level scoop", 26, "serif", "ink", "centre", alpha=ease(now, 0.6, 0.5))


def _turns(pen, now, seconds, word):
    share = ramp(now, 0.4, seconds) * 5
    count, part = min(5, int(share) + 1), share - int(share)
    pen.circle(X, 250, 146, "card")
    pen.arc(X, 250, 146, -90, 360 * (part if share < 5 else 1), "accent", 14)
    pen.text(X, 262, str(count), 92, "title", "ink", "centre")
    pen.text(X, 306, "of 5", 28, "medium", "soft", "centre")
    pen.text(X, 452, word[0] if part < 0.5 and share < 5 else word[1], 26, "serif", "ink", "centre")


def _cycle(pen, now):
    _turns(pen, now, 4.3, ("pump on: pressure builds", "pump off: oil comes out"))


def _rinse(pen, now):
    _turns(pen, now, 3.3, ("pump on, clear water", "pump off, until it runs clear"))


def _brush(pen, now):
    _group(pen, X, 240)
    sway = 62 * math.sin(now * 5.2) * window(now, 0.4, 3.6)
    pen.box(X + sway - 30, 244, 60, 22, "second", 5)
    pen.line(X + sway, 268, X + sway + 60, 400, "third", 20)
    for drop in range(5):
        fall = (now * 0.9 + drop * 0.23) % 1
        pen.circle(X - 80 + drop * 38, 262 + 130 * fall, 5, BREW, 1 - fall)
    pen.text(X, 452, "round the rim, then wipe", 26, "serif", "ink", "centre")


def _shot(pen, now):
    _group(pen, X, 190)
    level = 0.7 * ramp(now, 0.5, 1.5)
    cup(pen, X, 404, 150, 96, level)
    if now < 2.0:
        pen.line(X, 190, X, 400 - 86 * level, BREW, 8)
    cross = settle(now, 2.3, 0.4)
    pen.line(X - 80, 300, X - 80 + 160 * cross, 300 + 104 * cross, "third", 10, alpha=1 if cross else 0)
    pen.text(X, 468, "it takes the taste of soap away", 26, "serif", "ink", "centre")


FILM = Film(
    key="backflush-in-six-steps",
    course="Clean, every day",
    title="Backflush\nin six steps",
    line="How to wash the coffee oil out of the group at closing time.",
    theme=MACHINE,
    motif=motif,
    scenes=(Scene(25.4, washing, (4.2, 8.0, 13.2, 17.4, 21.2, 24.6)),),
    remember="Old oil hides until you taste it. Wash it out every night.",
    tune=Tune(110.0, 84, 31),
)
