"""From a film to its files: frames and sound piped into ffmpeg, and the poster as a JPEG."""

import io
import os
import subprocess
import tempfile
import wave

import numpy as np
import skia
from PIL import Image

from .film import Film
from .pen import Pen
from .sound import RATE, score
from .theme import FRAMES_PER_SECOND, HEIGHT, WIDTH

POSTER_AT = 2.4


def frame(film: Film, now: float) -> skia.Image:
    """The picture at a moment of the film."""
    surface = skia.Surface(WIDTH, HEIGHT)
    film.draw(Pen(surface.getCanvas(), film.theme), now)
    return surface.makeImageSnapshot()


def picture(image: skia.Image) -> Image.Image:
    """The same picture as the imaging library has it."""
    return Image.frombytes("RGBA", (WIDTH, HEIGHT), image.tobytes(), "raw", "BGRA").convert("RGB")


def poster(film: Film, path: str):
    """Writes the title card, complete, as a progressive JPEG."""
    surface = skia.Surface(WIDTH, HEIGHT)
    pen = Pen(surface.getCanvas(), film.theme)
    pen.clear()
    film.card(pen, POSTER_AT)
    data = io.BytesIO()
    sharp = {"quality": 82, "optimize": True, "progressive": True, "subsampling": 0}
    picture(surface.makeImageSnapshot()).save(data, "JPEG", **sharp)
    with open(path, "wb") as file:
        file.write(data.getvalue())


def movie(film: Film, path: str):
    """Writes the film as MP4: H.264 High, AAC, the index first, nothing in it that depends on the day."""
    with tempfile.TemporaryDirectory() as folder:
        sound = os.path.join(folder, "sound.wav")
        _wave(score(film), sound)
        coder = subprocess.Popen(_command(sound, path), stdin=subprocess.PIPE)
        surface = skia.Surface(WIDTH, HEIGHT)
        pen = Pen(surface.getCanvas(), film.theme)
        for number in range(round(film.seconds * FRAMES_PER_SECOND)):
            film.draw(pen, number / FRAMES_PER_SECOND)
            coder.stdin.write(surface.makeImageSnapshot().tobytes())
        coder.stdin.close()
        if coder.wait() != 0:
            raise SystemExit(f"ffmpeg failed on {film.key}")


def _wave(samples: np.ndarray, path: str):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def _command(sound: str, path: str) -> list[str]:
    source = f"-f rawvideo -pix_fmt bgra -s {WIDTH}x{HEIGHT} -r {FRAMES_PER_SECOND} -i -"
    colour = "-vf scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd,format=yuv420p"
    tags = "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv"
    video = "-c:v libx264 -profile:v high -preset veryslow -tune animation -crf 29 -g 125 -threads 1"
    audio = "-c:a aac -b:a 36k"
    same = "-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +faststart"
    words = f"ffmpeg -v error -y {source} -i {sound} {colour} {tags} {video} {audio} {same}".split()
    return [*words, path]


def contact_sheet(film: Film, moments: list[float], path: str):
    """Frames of a film in two columns, to look at while one works on it."""
    moments = moments or [film.seconds * share / 6 for share in range(6)]
    rows = (len(moments) + 1) // 2
    whole = Image.new("RGB", (WIDTH * 2, HEIGHT * rows))
    for number, moment in enumerate(moments):
        spot = ((number % 2) * WIDTH, (number // 2) * HEIGHT)
        whole.paste(picture(frame(film, moment)), spot)
    whole.save(path)
