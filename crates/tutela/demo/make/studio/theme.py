"""The palettes: one per course, so that a list of courses is told apart at a glance."""

from dataclasses import dataclass

WIDTH, HEIGHT = 960, 540
MARGIN = 56
FRAMES_PER_SECOND = 25


@dataclass(frozen=True)
class Theme:
    """Colours by what they do. `paper` is behind everything, `card` lies on it."""

    paper: str
    card: str
    ink: str
    soft: str
    line: str
    accent: str
    second: str
    third: str

    def colour(self, name: str) -> str:
        """The colour of a role of this theme; a `#rrggbb` text is passed through."""
        return name if name.startswith("#") else getattr(self, name)


ESPRESSO = Theme("#f5eee3", "#ece1d1", "#2b1f18", "#6f5e50", "#d8c9b5", "#b04a21", "#dda45c", "#6b7a4f")
MILK = Theme("#f6e9e3", "#eed9d0", "#33201f", "#7c5f5a", "#dfc4b9", "#a33f55", "#e9b49a", "#4f7480")
MACHINE = Theme("#e8eee6", "#d8e2d6", "#1c2924", "#586a61", "#bfcec1", "#22684f", "#cf9d3b", "#9a5a3c")
WATER = Theme("#e4eef3", "#d2e2ea", "#152630", "#4f6875", "#b7cfda", "#176a8f", "#e09a4a", "#6f8f5a")
HARBOUR = Theme("#12283a", "#1b364b", "#f6f0e3", "#b3c1cb", "#38536a", "#f7913a", "#62b8ab", "#ecd9a0")
