"""A compass for the tongue: what a shot tastes of says where it lies, and where it lies says what to change."""

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, settle, window
from studio.pen import path_of, polar
from studio.theme import ESPRESSO

X, Y, REACH = 690, 268, 190
BEATS = (
    Beat(0.2, 5.0, "Find where\nyou are", "Two questions place any shot: what does it taste of, and how strong is it?"),
    Beat(5.0, 11.4, "Sour?", "Too little was dissolved. Grind finer, or let more water through."),
    Beat(11.4, 17.8, "Bitter?", "Too much was dissolved. Grind coarser, or stop the shot earlier."),
    Beat(17.8, 24.0, "Right,\nbut thin?", "The taste is there, the body is not. Use the same dose and less water."),
)
TRIPS = ((5.0, (-0.72, 0.12)), (11.4, (0.68, -0.44)), (17.8, (-0.04, 0.7)))
ACTS = ("grind finer", "grind coarser", "less water")


def _compass(pen, x, y, reach, shown, letters=True):
    pen.circle(x, y, reach * shown, "card" if letters else "paper")
    pen.circle(x, y, reach * 0.27 * shown, "third", 0.35)
    pen.circle(x, y, reach * 0.27 * shown, "third", stroke=3)
    pen.line(x - reach * shown, y, x + reach * shown, y, "ink", 3)
    pen.line(x, y - reach * shown, x, y + reach * shown, "ink", 3)
    if letters:
        pen.text(x - reach + 16, y - 14, "sour", 26, "bold", "accent", alpha=shown)
        pen.text(x + reach - 16, y - 14, "bitter", 26, "bold", "accent", "right", alpha=shown)
        pen.text(x, y - reach - 16, "strong", 26, "bold", "soft", "centre", alpha=shown)
        pen.text(x, y + reach + 36, "thin", 26, "bold", "soft", "centre", alpha=shown)


def motif(pen, now):
    """The compass, its needle coming to rest."""
    _compass(pen, 754, 270, 150, 1, letters=False)
    angle = keys(now, (0, -150), (1.0, 12), (1.6, -62), (2.1, -40), (2.5, -45))
    pen.circle(754, 270, 150, "ink", stroke=5)
    sides = polar(754, 270, 22, angle + 90), polar(754, 270, 22, angle - 90)
    for turn, colour in ((0, "accent"), (180, "ink")):
        pen.shape(path_of(sides[0], polar(754, 270, 124, angle + turn), sides[1], closed=True), colour)
    pen.circle(754, 270, 15, "ink")
    pen.circle(754, 270, 6, "paper")


def compass(pen, now):
    """Three shots are placed, and each is brought to the middle."""
    tell(pen, now, BEATS)
    _compass(pen, X, Y, REACH, settle(now, 0.3, 1.0))
    pen.text(X + 8, Y - 62, "sweet", 24, "bold", "ink", "left", alpha=ease(now, 1.6, 0.6))
    for number, (start, (right, down)) in enumerate(TRIPS):
        seen = window(now, start, start + 6.2, 0.3)
        if seen <= 0:
            continue
        way = ease(now, start + 2.4, 2.2)
        from_x, from_y = X + right * REACH, Y + down * REACH
        x, y = from_x + (X - from_x) * way, from_y + (Y - from_y) * way
        with pen.faded(seen):
            pen.circle(from_x, from_y, 14, "accent", stroke=3, alpha=0.6)
            pen.line(from_x, from_y, x, y, "accent", 5)
            pulse = 1 + 0.25 * window(now, start + 0.4, start + 1.4, 0.4)
            pen.circle(x, y, 15 * pulse, "third" if way > 0.98 else "accent")
            pen.tick(x, y, 16, settle(now, start + 4.5, 0.5), "paper", 4)
            _sign(pen, ACTS[number], ease(now, start + 2.2, 0.5))


def _sign(pen, words, alpha):
    with pen.faded(alpha):
        pen.box(56, 400, 26 + 15.4 * len(words), 58, "accent", 29)
        pen.text(56 + (26 + 15.4 * len(words)) / 2, 438, words, 27, "bold", "paper", "centre")


FILM = Film(
    key="sour-bitter-or-both",
    course="Espresso from first principles",
    title="Sour, bitter,\nor both?",
    line="A compass for the tongue.",
    theme=ESPRESSO,
    motif=motif,
    scenes=(Scene(24.2, compass, (5.0, 9.5, 11.4, 15.9, 17.8, 22.3)),),
    remember="Name the taste first. Then make\nthe one change it asks for.",
    tune=Tune(138.59, 78, 14),
)
