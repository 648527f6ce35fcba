"""The music: soft chords, a plucked line and a chime for each step, all synthesized here from sines and seeded chance."""

import numpy as np

from .film import Film, Tune

RATE = 48_000
MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
CHORDS = ((0, 2, 4, 6), (5, 0, 2, 4), (3, 5, 0, 2), (4, 0, 1, 5))


def score(film: Film) -> np.ndarray:
    """The sound of a film: samples of one channel between -1 and 1, as long as the film."""
    length = int(film.seconds * RATE)
    dry = np.zeros(length + 4 * RATE)
    chance = np.random.default_rng(film.tune.seed)
    bar = 4 * 60 / film.tune.tempo
    for number in range(int(film.seconds / bar) + 1):
        _bar(dry, film.tune, number, bar, chance)
    for moment in film.chimes():
        _lay(dry, moment, _chime(_pitch(film.tune, 21)), 0.09)
    wet = dry + 0.38 * _room(dry, np.random.default_rng(1))
    return _finish(wet[:length])


def _bar(dry, tune: Tune, number: int, bar: float, chance):
    degrees, start = CHORDS[number % len(CHORDS)], number * bar
    for degree in degrees:
        _lay(dry, start, _pad(_pitch(tune, degree + 7), bar * 1.25), 0.05)
    _lay(dry, start, _pad(_pitch(tune, degrees[0] % 7), bar * 1.1), 0.05)
    for eighth in range(8):
        if chance.random() < (0.9 if eighth % 4 == 0 else 0.42):
            degree = degrees[int(chance.integers(len(degrees)))] + 14
            late = float(chance.normal(0, 0.006))
            loud = 0.07 + 0.05 * float(chance.random())
            _lay(dry, start + eighth * bar / 8 + late, _pluck(_pitch(tune, degree)), loud)


def _pitch(tune: Tune, degree: int) -> float:
    scale = MINOR if tune.minor else MAJOR
    return tune.root * 2 ** ((scale[degree % 7] + 12 * (degree // 7)) / 12)


def _pad(pitch: float, seconds: float) -> np.ndarray:
    time = np.arange(int(seconds * RATE)) / RATE
    swell = np.minimum(time / 0.9, 1) * np.minimum((seconds - time) / 1.1, 1)
    voices = [np.sin(2 * np.pi * pitch * part * tune * time) / part**1.7 for part in (1, 2, 3) for tune in (0.9985, 1.0015)]
    return np.clip(swell, 0, 1) ** 1.5 * sum(voices) / 2


def _pluck(pitch: float) -> np.ndarray:
    time = np.arange(int(1.8 * RATE)) / RATE
    bend = 1.1 * np.exp(-time * 6) * np.sin(2 * np.pi * pitch * time)
    return np.exp(-time * 3.2) * np.minimum(time / 0.006, 1) * np.sin(2 * np.pi * pitch * time + bend)


def _chime(pitch: float) -> np.ndarray:
    time = np.arange(int(2.2 * RATE)) / RATE
    tones = np.sin(2 * np.pi * pitch * time) + 0.35 * np.sin(2 * np.pi * pitch * 2.76 * time) * np.exp(-time * 5)
    return np.exp(-time * 2.6) * np.minimum(time / 0.004, 1) * tones


def _lay(dry: np.ndarray, start: float, sound: np.ndarray, loud: float):
    first = max(0, int(start * RATE))
    sound = sound[: max(0, len(dry) - first)]
    dry[first : first + len(sound)] += sound * loud


def _room(dry: np.ndarray, chance) -> np.ndarray:
    time = np.arange(int(1.9 * RATE)) / RATE
    size = 1 << int(np.ceil(np.log2(len(dry) + len(time))))
    echo = np.convolve(chance.normal(0, 1, len(time)), np.hanning(24) / 12, "same") * np.exp(-time * 3.4)
    echo /= np.sqrt(np.sum(echo**2))
    return np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(echo, size), size)[: len(dry)]


def _finish(sound: np.ndarray) -> np.ndarray:
    time = np.arange(len(sound)) / RATE
    shape = np.minimum(time / 0.5, 1) * np.clip((time[-1] - time) / 2.4, 0, 1)
    loudness = np.sqrt(np.mean((sound * shape) ** 2))
    return np.tanh(sound * shape * (0.085 / loudness))
