"""Makes the media of the demo academies anew. Run without a word to see what it can do."""

import argparse
import os
import subprocess

from films import KEYS, all_films, find

HERE = os.path.dirname(os.path.abspath(__file__))
CONTENT = os.path.join(os.path.dirname(HERE), "content")
FONTS = ("@expo-google-fonts/inter@0.4.2", "@expo-google-fonts/source-serif-4@0.4.1")


def fonts(_):
    """Fetches the two typefaces, both under the SIL Open Font License."""
    folder = os.path.join(HERE, ".fonts")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "package.json"), "w") as file:
        file.write("{}\n")
    subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *FONTS], cwd=folder, check=True)


def films(wanted):
    """Renders the films, all or those named."""
    from studio.render import movie

    for film in _chosen(wanted):
        path = os.path.join(CONTENT, f"{film.key}.mp4")
        movie(film, path)
        print(f"{film.key}.mp4: {film.seconds:.1f} s, {os.path.getsize(path) / 1000:.0f} kB", flush=True)


def posters(wanted):
    """Draws the posters of the films, all or those named."""
    from studio.render import poster

    for film in _chosen(wanted):
        poster(film, os.path.join(CONTENT, f"{film.key}.jpg"))


def papers(_):
    """Sets the PDF documents."""
    from studio.paper import typeset

    typeset(os.path.join(HERE, "papers"), CONTENT)


def sheet(wanted):
    """Saves frames of the named films side by side, to look at while one works: NAME SECOND…"""
    from studio.render import contact_sheet

    film, moments = find(wanted[0]), [float(word) for word in wanted[1:]]
    contact_sheet(film, moments, os.path.join(HERE, "sheet.png"))


def check(_):
    """Holds the manifest against the files: codecs, sizes, lengths, index first, no file too many."""
    from studio.check import examine

    examine(os.path.dirname(CONTENT))


def _chosen(wanted):
    return [find(key) for key in wanted] if wanted else all_films()


def main():
    """Reads the command line."""
    jobs = {job.__name__: job for job in (fonts, films, posters, papers, sheet, check)}
    told = "\n".join(f"  {name:8} {job.__doc__}" for name, job in jobs.items())
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=f"jobs:\n{told}\n\nfilms:\n  " + "\n  ".join(KEYS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("job", choices=jobs)
    parser.add_argument("names", nargs="*")
    told = parser.parse_args()
    jobs[told.job](told.names)


if __name__ == "__main__":
    main()
