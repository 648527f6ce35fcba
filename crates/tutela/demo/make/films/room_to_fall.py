"""How much free space a fall needs, added up from the anchor down to the ground."""

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, settle
from studio.people import hanging
from studio.theme import HARBOUR, MARGIN

METRE, TOP, X = 60, 66, 584
PARTS = (("Lanyard", 2.0, "second"), ("Absorber", 1.75, "accent"), ("To boots", 1.5, "third"), ("Margin", 1.0, "soft"))
STARTS = (5.2, 8.4, 11.6, 14.8)
WAYS = (
    ("1", "Anchor above your head", "The fall begins later and ends sooner."),
    ("2", "Use a fall-arrest block", "It stops within a metre or two."),
    ("3", "Or stay out of reach of the edge", "Where you cannot fall, nothing has to hold."),
)
BEATS = (
    Beat(0.3, 5.0, "Count from the anchor down", "A two-metre lanyard does not stop you after two metres."),
    Beat(5.0, 8.2, "2.0 m", "The lanyard, run out to its full length."),
    Beat(8.2, 11.4, "+ 1.75 m", "The shock absorber tears open, and so spares your back."),
    Beat(11.4, 14.6, "+ 1.5 m", "From the ring on your back down to your boots."),
    Beat(14.6, 17.6, "+ 1.0 m", "The margin, for stretch and for what you did not think of."),
    Beat(17.6, 21.6, "= 6.25 m", "This much must be free below the anchor. Less is a fall to the ground."),
)


def _anchor(pen, x, y):
    pen.line(x - 64, y, x + 92, y, "soft", 12)
    pen.circle(x, y + 4, 11, "third", stroke=6)


def motif(pen, now):
    """Somebody hangs safely, with the ruler beside."""
    _anchor(pen, 734, 54)
    drop = keys(now, (0.2, 40), (0.9, 204), (1.5, 186), (2.1, 194))
    pen.line(734, 62, 734, 54 + drop, "second", 5)
    pen.line(734, 54 + drop * 0.55, 734, 54 + drop * 0.86, "accent", 11)
    with pen.placed(742, 58 + drop, scale=1.18):
        hanging(pen, keys(now, (0.9, 0), (1.4, 7), (2.1, -2), (2.8, 0)))
    for mark in range(15):
        long = mark % 2 == 0
        pen.line(884 - (34 if long else 20), 54 + mark * 31, 884, 54 + mark * 31, "ink", 4 if long else 3, alpha=0.8)
    pen.box(548, 506, 412, 34, "#0b1a27")


def summing(pen, now):
    """Four lengths stack up below the anchor."""
    tell(pen, now, BEATS)
    ground = TOP + 6.25 * METRE
    _anchor(pen, X - 86, TOP)
    y = TOP
    for (name, metres, colour), start in zip(PARTS, STARTS):
        grown = metres * METRE * ease(now, start, 1.0)
        pen.box(X + 60, y, 44, max(0, grown - 4), colour, 6)
        alpha = ease(now, start + 0.5, 0.5)
        middle = y + metres * METRE / 2 + 8
        pen.text(X + 122, middle, f"{name}  {metres} m", 24, "medium", "ink", alpha=alpha)
        y += metres * METRE
    drop = METRE * (keys(now, (4.2, 0.25), (5.0, 0.25), (5.5, 2.0)) + 1.75 * ease(now, 8.4, 1.0))
    torn = 1.75 * METRE * ease(now, 8.4, 1.0)
    pen.line(X - 86, TOP + 8, X - 86, TOP + drop, "second", 5)
    if torn > 2:
        pen.line(X - 86, TOP + drop - torn, X - 86, TOP + drop, "accent", 9, cap="butt")
    with pen.placed(X - 79, TOP + drop, scale=0.6):
        hanging(pen, 3 * (1 - ease(now, 9, 3)))
    pen.box(X - 150, ground, 476, 14, "line")
    done = ease(now, 17.8, 0.6)
    pen.line(X + 46, TOP, X + 46, ground, "ink", 3, alpha=done)
    for end in (TOP, ground):
        pen.line(X + 38, end, X + 54, end, "ink", 3, alpha=done)


def answers(pen, now):
    """What to do when there is less."""
    pen.text(MARGIN, 108, "Only 5 m free? Do not clip on. Do this:", 36, "title", alpha=settle(now, 0.1, 0.7))
    for number, (sign, head, body) in enumerate(WAYS):
        y, shown = 150 + number * 112, settle(now, 0.8 + number * 1.6, 0.6)
        with pen.faded(shown):
            pen.circle(MARGIN + 34, y + 44, 32, "accent")
            pen.text(MARGIN + 34, y + 55, sign, 32, "bold", "paper", "centre")
            pen.text(MARGIN + 92, y + 36, head, 30, "title", "ink")
            pen.text(MARGIN + 92, y + 74, body, 25, "sans", "soft")


FILM = Film(
    key="room-to-fall",
    course="Before you climb",
    title="Room to fall",
    line="How much free space a fall needs, added up.",
    theme=HARBOUR,
    motif=motif,
    scenes=(Scene(21.8, summing, (5.2, 8.4, 11.6, 14.8, 17.8)), Scene(8, answers, (0.8, 2.4, 4.0))),
    remember="No room, no climb.\nAdd it up before you clip on.",
    tune=Tune(98.0, 70, 42, minor=True),
)
