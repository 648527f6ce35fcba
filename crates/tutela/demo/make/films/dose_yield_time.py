"""The three numbers of a recipe: what goes in, what comes out, and how long it takes."""

from studio.film import Beat, Film, Scene, Tune, tell
from studio.motion import ease, keys, ramp, settle
from studio.props import BREW, cup, portafilter, scale, stream, surface
from studio.theme import ESPRESSO, MARGIN

MIDDLE = 676
DRINKS = (("Ristretto", 1.5, "27 g"), ("Espresso", 2, "36 g"), ("Lungo", 3, "54 g"))


def motif(pen, now):
    """A cup on a scale, half way through a shot."""
    grams = keys(now, (0.3, 0), (2.3, 36), (4, 36))
    scale(pen, 724, 470, 250, f"{grams:.1f} g")
    cup(pen, 724, 370, 170, 110, grams / 60)
    if now < 2.2:
        stream(pen, 724, 150, 368 - surface(110, grams / 60), 8, share=ease(now, 0.1, 0.4))
    _clock(pen, 724, 144, 64, grams / 36 * 28)


def _clock(pen, x, y, radius, second):
    pen.circle(x, y, radius, "paper")
    pen.circle(x, y, radius, "ink", stroke=5)
    pen.arc(x, y, radius - 10, -90, 360 * second / 60, "accent", 8)
    pen.text(x, y + 13, f"{second:.0f} s", 36, "bold", "ink", "centre", tabular=True)


def dose(pen, now):
    """The dry coffee on the scale."""
    tell(
        pen,
        now,
        (Beat(0.2, 7, "Dose", "The dry coffee in the basket. Weigh it every time: half a gram makes a different drink."),),
    )
    grams = keys(now, (0.9, 0), (3.4, 17.2), (4.0, 17.2), (5.0, 18))
    scale(pen, MIDDLE, 430, 300, f"{grams:.1f} g")
    portafilter(pen, MIDDLE - 30, 346, 210, grams / 18)


def shot(pen, now):
    """The drink on the scale, and the clock."""
    tell(
        pen,
        now,
        (
            Beat(0.2, 5.2, "Yield", "The drink in the cup, by weight. Foam fools the eye but never the scale."),
            Beat(5.2, 10.2, "Time", "Counted from the moment the pump starts. It is a result; nobody sets it."),
        ),
    )
    second = keys(now, (0.9, 0), (8.4, 28))
    grams = 36 * ramp(second, 6, 22)
    scale(pen, MIDDLE - 60, 456, 260, f"{grams:.1f} g")
    cup(pen, MIDDLE - 60, 356, 170, 110, grams / 60)
    if 0 < grams < 36:
        stream(pen, MIDDLE - 60, 96, 354 - surface(110, grams / 60), 8, share=settle(now, 2.5, 0.3))
    grow = ease(now, 5.2, 0.6)
    _clock(pen, MIDDLE + 150, 190, 66 + 12 * grow, second)


def ratios(pen, now):
    """One dose and the three drinks that it makes."""
    pen.text(MARGIN, 108, "One dose, three drinks", 40, "title", alpha=settle(now, 0.1, 0.7))
    unit = 180
    for number, (name, ratio, grams) in enumerate(DRINKS):
        y, start = 150 + number * 112, 0.9 + number * 1.7
        shown = settle(now, start, 0.6)
        chosen = number == 1
        pen.text(MARGIN, y + 50, name, 28, "bold" if chosen else "medium", "accent" if chosen else "ink", alpha=shown)
        left = MARGIN + 160
        pen.box(left, y + 10, unit * settle(now, start, 0.5), 62, BREW, 8)
        pen.text(left + 18, y + 51, "18 g", 26, "bold", "paper", alpha=shown)
        poured = unit * ratio * ease(now, start + 0.3, 1.2)
        pen.box(left + unit + 10, y + 10, poured * 0.76, 62, "second", 8)
        late = ease(now, start + 1, 0.5)
        pen.text(left + unit + 28, y + 51, grams, 26, "bold", "ink", alpha=late)
        words = f"1 : {ratio}"
        pen.text(left + unit + 26 + unit * ratio * 0.76, y + 51, words, 28, "title", "soft", alpha=late)


FILM = Film(
    key="dose-yield-time",
    course="Espresso from first principles",
    title="Dose, yield, time",
    line="The three numbers of a recipe, and which of them you choose.",
    theme=ESPRESSO,
    motif=motif,
    scenes=(Scene(7, dose, (5.0,)), Scene(10.2, shot, (5.2, 8.4)), Scene(8, ratios, (0.9, 2.6, 4.3))),
    remember="Fix the dose. Choose the yield.\nLet the grind set the time.",
    tune=Tune(146.83, 80, 12),
)
