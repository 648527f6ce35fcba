"""Time made visible: how a value moves between two moments. Times and lengths are seconds."""


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """The value, kept within the two limits."""
    return max(low, min(high, value))


def lerp(start: float, end: float, share: float) -> float:
    """The value at this share of the way from start to end."""
    return start + (end - start) * share


def ramp(now: float, start: float, length: float) -> float:
    """0 before the start, 1 after the length, even in between."""
    return clamp((now - start) / length)


def ease(now: float, start: float, length: float) -> float:
    """Like `ramp`, but it sets off and arrives softly."""
    share = ramp(now, start, length)
    return share * share * share * (share * (share * 6 - 15) + 10)


def settle(now: float, start: float, length: float) -> float:
    """Like `ramp`, but it sets off at once and arrives softly."""
    return 1 - (1 - ramp(now, start, length)) ** 3


def window(now: float, start: float, end: float, fade: float = 0.35) -> float:
    """Fades in at the start and out before the end: the visibility of one beat."""
    return min(ease(now, start, fade), 1 - ease(now, end - fade, fade))


def keys(now: float, *stops: tuple[float, float]) -> float:
    """A value that eases from stop to stop, each a time and a value."""
    before = stops[0]
    for stop in stops[1:]:
        if now < stop[0]:
            return lerp(before[1], stop[1], ease(now, before[0], stop[0] - before[0]))
        before = stop
    return before[1]
