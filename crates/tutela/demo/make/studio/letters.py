"""Letters: shaping with kerning, tabular figures and line breaks, drawn by Skia from HarfBuzz's positions."""

import functools
import os
import struct

import skia
import uharfbuzz as harfbuzz

FONTS = os.path.join(os.path.dirname(os.path.dirname(__file__)), ".fonts", "node_modules", "@expo-google-fonts")
FACES = {
    "sans": "inter/400Regular/Inter_400Regular.ttf",
    "medium": "inter/500Medium/Inter_500Medium.ttf",
    "bold": "inter/600SemiBold/Inter_600SemiBold.ttf",
    "serif": "source-serif-4/400Regular/SourceSerif4_400Regular.ttf",
    "title": "source-serif-4/600SemiBold/SourceSerif4_600SemiBold.ttf",
    "italic": "source-serif-4/400Regular_Italic/SourceSerif4_400Regular_Italic.ttf",
}
TRACKING = {"title": -0.012}


@functools.cache
def _face(name: str):
    path = os.path.join(FONTS, FACES[name])
    if not os.path.exists(path):
        raise SystemExit("The fonts are not here yet; run: python build.py fonts")
    face = harfbuzz.Face(harfbuzz.Blob.from_file_path(path))
    return skia.Typeface.MakeFromFile(path), harfbuzz.Font(face), face.upem


@functools.lru_cache(maxsize=4096)
def shape(text: str, face: str, size: float, tabular: bool = False):
    """The text as one blob, and its width in pixels."""
    typeface, shaper, units = _face(face)
    buffer = harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    harfbuzz.shape(shaper, buffer, {"kern": True, "liga": True, "tnum": tabular})
    scale, extra = size / units, TRACKING.get(face, 0) * size
    x, points, glyphs = 0.0, [], []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions):
        points.append(skia.Point(x + place.x_offset * scale, -place.y_offset * scale))
        glyphs.append(info.codepoint)
        x += place.x_advance * scale + extra
    font = skia.Font(typeface, size)
    font.setSubpixel(True)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setHinting(skia.FontHinting.kNone)
    packed = struct.pack(f"<{len(glyphs)}H", *glyphs)
    blob = skia.TextBlob.MakeFromPosText(packed, points, font, skia.TextEncoding.kGlyphID) if glyphs else None
    return blob, x


@functools.lru_cache(maxsize=1024)
def wrap(text: str, face: str, size: float, width: float) -> tuple[str, ...]:
    """The text in lines of at most this width; a line feed always breaks."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}".strip()
            if line and shape(longer, face, size)[1] > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return tuple(lines)
