"""Make the shipped fonts from the npm packages, see ../README.md.

    pip install fonttools brotli
    npm install @fontsource-variable/inter @fontsource-variable/source-serif-4
    python3 subset.py node_modules/@fontsource-variable

"Source" is a reserved font name, so the parts cut from Source Serif 4 carry
another name, as the licence asks: Tutela Display (its optical size for titles)
and Tutela Text (its optical size for reading).
"""
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LATIN = "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2002-200B,U+2010-2027,U+202F-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212,U+FFFD"
EXTENDED = "U+0100-0130,U+0132-0151,U+0154-017F,U+0218-021B,U+0300-0304,U+0306-0308,U+030A-030C,U+0327-0328,U+1E9E"
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum"]
# package, file within it, axes kept, new family name (None keeps the old), output
SERIF, INTER = "source-serif-4", "inter"
FONTS = [
    (INTER, "inter-{}-wght-normal", {"wght": (400, 700)}, None, "inter"),
    (SERIF, "source-serif-4-{}-opsz-normal", {"wght": (400, 700), "opsz": 40}, "Tutela Display", "display"),
    (SERIF, "source-serif-4-{}-opsz-normal", {"wght": (400, 700), "opsz": 14}, "Tutela Text", "text"),
    (SERIF, "source-serif-4-{}-opsz-italic", {"wght": 400, "opsz": 14}, "Tutela Text", "text-italic"),
]


def rename(font, family):
    """Replaces every name that shows the old family; the copyright stays."""
    style = "Italic" if "Italic" in str(font["name"].getDebugName(2)) else "Regular"
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in (0, 13, 14)]
    joined = family.replace(" ", "")
    for key, text in {1: family, 2: style, 3: f"{joined}-{style}", 4: f"{family} {style}", 5: "Version 1.0", 6: f"{joined}-{style}"}.items():
        names.setName(text, key, 3, 1, 0x409)


def cut(source, axes, family, unicodes, target):
    font = TTFont(source)
    limits = {tag: limit for tag, limit in axes.items() if any(a.axisTag == tag for a in font["fvar"].axes)}
    options = subset.Options(layout_features=FEATURES, flavor="woff2", hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(unicodes.replace("U+", "")))
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, limits)
    if family:
        rename(font, family)
        if "STAT" in font:
            del font["STAT"]
        if "fvar" in font:
            font["fvar"].instances.clear()
    font.flavor = "woff2"
    font.save(target)
    print(f"{Path(target).stat().st_size:7} {target}")


for package, pattern, axes, family, out in FONTS:
    for part, unicodes in (("latin", LATIN), ("latin-ext", EXTENDED)):
        source = Path(sys.argv[1]) / package / "files" / (pattern.format(part) + ".woff2")
        cut(source, axes, family, unicodes, f"{out}-{part}.woff2")
