"""Milk on the steam wand: what a second, a minute and an hour make of it."""

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, lerp, settle, window
from studio.pen import path_of
from studio.props import CHINA
from studio.theme import MACHINE, MARGIN

WAITS = (
    ("2 seconds", "wipe it off", 0.10, "accent"),
    ("1 minute", "scrub it off", 0.42, "second"),
    ("1 hour", "soak, and hope", 1.0, "third"),
)


def _wand(pen, x, y, milk=0.0, dry=0.0):
    pen.box(x - 46, y - 40, 92, 40, "ink", 10)
    pen.line(x, y, x, y + 250, "soft", 20)
    if milk > 0:
        pen.line(x, y + 250 - 118 * milk, x, y + 250, CHINA, 30)
        pen.line(x, y + 250 - 118 * milk, x, y + 250, "second", 30, alpha=dry)
        for spot in range(int(9 * dry)):
            pen.circle(x - 9 + (spot * 7) % 19, y + 148 + spot * 12, 3.4, "third")
    pen.circle(x, y + 256, 15, "ink")


def _cloth(pen, x, y):
    for lift, colour in ((12, "soft"), (0, "accent")):
        cloth = path_of((x - 64 + lift, y - 42 - lift), (x + 58 + lift, y - 48 - lift), (x + 66 + lift, y + 30 - lift))
        cloth.cubicTo(x + 40 + lift, y + 52 - lift, x + 22 + lift, y + 18 - lift, x, y + 40 - lift)
        cloth.cubicTo(x - 24, y + 58 - lift, x - 44, y + 26 - lift, x - 70 + lift, y + 44 - lift)
        cloth.close()
        pen.shape(cloth, colour)
    pen.line(x - 58, y - 18, x + 58, y - 23, "paper", 6, alpha=0.7)


def motif(pen, now):
    """The cloth goes down the wand and takes the milk along."""
    down = ease(now, 0.4, 1.6)
    with pen.placed(750, 96, scale=1.25):
        _wand(pen, 0, 0, 1 - down * 0.3)
        _cloth(pen, 0, lerp(80, 150, down))


def waiting(pen, now):
    """The longer the milk stays, the more work it makes."""
    pen.text(MARGIN, 108, "How long did it stay?", 40, "title", alpha=settle(now, 0.1, 0.7))
    for number, (time, work, share, colour) in enumerate(WAITS):
        y, start = 160 + number * 112, 0.7 + number * 1.9
        shown = settle(now, start, 0.5)
        pen.text(MARGIN, y + 46, time, 30, "bold", "ink", alpha=shown)
        pen.box(MARGIN + 170, y + 8, 400 * share * ease(now, start + 0.2, 0.5 + share), 58, colour, 10)
        place = MARGIN + 190 + 400 * share
        pen.text(place, y + 47, work, 28, "serif", "ink", alpha=ease(now, start + 0.6 + share * 0.5, 0.5))


def both(pen, now):
    """The two moves that belong to every jug."""
    tell(
        pen,
        now,
        (
            Beat(0.2, 4.6, "1  Wipe", "A damp cloth, only for the wand, once from top to tip."),
            Beat(4.6, 9.4, "2  Purge", "Steam for two seconds into the tray. What was sucked in comes out."),
        ),
    )
    down = ease(now, 1.0, 2.0)
    _wand(pen, 660, 110, 1 - down, 0.2 * (1 - down))
    with pen.faded(window(now, 0.4, 4.4)):
        _cloth(pen, 660, lerp(236, 352, down))
    puff = window(now, 5.2, 8.4, 0.8)
    for cloud in range(12):
        life = (now * 0.9 + cloud / 12) % 1
        side = (-1) ** cloud * (cloud % 4) * 9
        pen.circle(660 + side * (0.6 + life * 2.2), 384 + life * 84, 8 + 24 * life, "soft", 0.34 * puff * (1 - life))
    seconds = keys(now, (5.2, 0), (8.2, 2))
    with pen.faded(ease(now, 5.0, 0.4)):
        pen.circle(836, 210, 56, "line", 0.6, 12)
        pen.arc(836, 210, 56, -90, 180 * seconds, "accent", 12)
        pen.text(836, 223, f"{seconds:.0f} s", 36, "bold", "ink", "centre", tabular=True)
    pen.line(560, 484, 780, 484, "ink", 6)


FILM = Film(
    key="the-wand-every-time",
    course="Clean, every day",
    title="The wand,\nevery time",
    line="Why milk may stay on it\nfor seconds only.",
    theme=MACHINE,
    motif=motif,
    scenes=(Scene(8.2, waiting, (0.7, 2.6, 4.5)), Scene(9.6, both, (3.0, 8.2))),
    remember="Wipe, purge, done:\nbefore the cup leaves the bar.",
    tune=Tune(123.47, 88, 32),
)
