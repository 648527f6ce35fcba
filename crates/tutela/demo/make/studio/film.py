"""The form that all films share: a title card, scenes that dissolve into each other, and one closing sentence."""

from collections.abc import Callable
from dataclasses import dataclass

from .letters import wrap
from .motion import ease, ramp, settle, window
from .pen import Pen
from .theme import HEIGHT, MARGIN, WIDTH, Theme

OPENING, CLOSING = 3.2, 4.4
PANEL, TITLE = 548, 450
Draw = Callable[[Pen, float], None]


@dataclass(frozen=True)
class Tune:
    """What the music of a film is made of: a root note in Hz, beats a minute, and the chance it is seeded with."""

    root: float
    tempo: float
    seed: int
    minor: bool = False


@dataclass(frozen=True)
class Scene:
    """A part of a film: how long it lasts, what it shows at a moment of it, and when a chime sounds."""

    seconds: float
    draw: Draw
    chimes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Film:
    """All there is to know about one film. `motif` is drawn on the panel of the title card and so on the poster."""

    key: str
    course: str
    title: str
    line: str
    theme: Theme
    motif: Draw
    scenes: tuple[Scene, ...]
    remember: str
    tune: Tune

    @property
    def seconds(self) -> float:
        """How long the film lasts."""
        return OPENING + sum(scene.seconds for scene in self.scenes) + CLOSING

    def chimes(self) -> list[float]:
        """The moments at which a chime sounds, from the start of the film."""
        moments, start = [], OPENING
        for scene in self.scenes:
            moments += [start + chime for chime in scene.chimes]
            start += scene.seconds
        return moments + [start + 0.5]

    def draw(self, pen: Pen, now: float):
        """The frame at a moment of the film."""
        pen.clear()
        if now < OPENING:
            with pen.faded(1 - ease(now, OPENING - 0.35, 0.35)):
                self.card(pen, now)
            return
        start = OPENING
        for scene in self.scenes:
            if now < start + scene.seconds:
                with pen.faded(window(now, start, start + scene.seconds)):
                    scene.draw(pen, now - start)
                return
            start += scene.seconds
        self._close(pen, now - start)

    def card(self, pen: Pen, now: float):
        """The title card; from the second second on it is what the poster shows."""
        pen.box(PANEL, 0, WIDTH - PANEL, HEIGHT, "card")
        self.motif(pen, now)
        shown, rise = settle(now, 0, 0.7), 14 * (1 - settle(now, 0, 0.7))
        lines = len(wrap(self.title, "title", 56, TITLE)) * 60 + len(wrap(self.line, "serif", 26, TITLE)) * 35
        top = (HEIGHT - lines - 70) / 2 - 8
        pen.box(MARGIN, top, 44 * shown, 5, "accent")
        pen.text(MARGIN, top + 42 + rise, self.course, 22, "bold", "accent", alpha=shown)
        below = pen.block(MARGIN, top + 108 + rise, TITLE, self.title, 56, "title", alpha=shown, leading=1.08)
        late = settle(now, 0.35, 0.8)
        pen.block(MARGIN, below - 10, TITLE, self.line, 26, "serif", "soft", alpha=late, leading=1.35)

    def _close(self, pen: Pen, now: float):
        top = HEIGHT * (1 - ease(now, 0, 0.7))
        pen.box(0, top, WIDTH, HEIGHT, "accent")
        shown = settle(now, 0.55, 0.8)
        pen.text(MARGIN, 176, "Remember", 24, "bold", "paper", alpha=shown * 0.8)
        pen.block(MARGIN, 256, 800, self.remember, 48, "title", "paper", alpha=shown, leading=1.22)
        pen.box(MARGIN, 193, 60 * ramp(now, 0.7, 2.5), 4, "paper", alpha=0.8)


@dataclass(frozen=True)
class Beat:
    """A headline and a sentence that stand beside a diagram from one moment to another."""

    start: float
    end: float
    head: str
    body: str = ""


def tell(pen: Pen, now: float, beats: tuple[Beat, ...], x: float = MARGIN, y: float = 150, width: float = 340):
    """Writes the beat of this moment: headline in serif, sentence below it."""
    for beat in beats:
        alpha = window(now, beat.start, beat.end, 0.3)
        if alpha > 0:
            below = pen.block(x, y, width, beat.head, 40, "title", alpha=alpha, leading=1.12)
            pen.block(x, below + 2, width, beat.body, 25, "sans", "soft", alpha=alpha, leading=1.38)


def checklist(pen: Pen, now: float, items: tuple[str, ...], starts: tuple[float, ...], top: float = 96, row: float = 68):
    """Lines of which one at a time is in work; each is ticked when the next begins."""
    for number, (item, start) in enumerate(zip(items, starts)):
        end = starts[number + 1] if number + 1 < len(starts) else start + 3.4
        y, lit = top + number * row, window(now, start, end, 0.3)
        done = ease(now, end - 0.5, 0.5)
        pen.box(MARGIN - 16, y - 12, 398, row - 8, "card", 12, alpha=lit)
        pen.circle(MARGIN + 16, y + 18, 16, "accent", stroke=3, alpha=0.35 + 0.65 * max(lit, done))
        if done:
            pen.circle(MARGIN + 16, y + 18, 17 * done, "accent")
        pen.tick(MARGIN + 16, y + 18, 18, done, "paper", 4)
        pen.text(MARGIN + 50, y + 27, item, 26, "medium", "ink", alpha=0.55 + 0.45 * max(lit, done))
