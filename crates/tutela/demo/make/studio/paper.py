"""From a Typst source to a PDF that is the same on every run."""

import glob
import os

import typst

from .letters import FONTS


def typeset(sources: str, target: str):
    """Sets every paper of the folder, but not the style that they share."""
    for source in sorted(glob.glob(os.path.join(sources, "*.typ"))):
        name = os.path.splitext(os.path.basename(source))[0]
        if name == "style":
            continue
        data = typst.compile(source, root=sources, font_paths=[FONTS], ignore_system_fonts=True, pdf_standards=["ua-1"])
        with open(os.path.join(target, f"{name}.pdf"), "wb") as file:
            file.write(data)
        print(f"{name}.pdf: {len(data) / 1000:.0f} kB", flush=True)
