"""Holds the manifest against the files it names: what the demo serves is real, small, complete and in good form."""

import glob
import json
import os
import struct
import subprocess

from PIL import Image

from .theme import HEIGHT, WIDTH

WHOLE, POSTER, LEAST, MOST = 6_000_000, 60_000, 12, 40


def examine(folder: str):
    """Prints a line for each file and stops at the first fault."""
    with open(os.path.join(folder, "academy.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    lessons = list(_lessons(manifest))
    named = set()
    for lesson in lessons:
        for kind in ("file", "poster", "body"):
            if kind in lesson:
                named.add(lesson[kind])
        {"video": _video, "document": _document, "text": _text}[lesson["kind"]](folder, lesson)
    found = {f"content/{os.path.basename(path)}" for path in glob.glob(os.path.join(folder, "content", "*"))}
    _must(found == named, f"named and there differ: {sorted(found ^ named)}")
    whole = sum(os.path.getsize(os.path.join(folder, name)) for name in named)
    _must(whole <= WHOLE, f"all content is {whole} bytes")
    _people(manifest)
    print(f"{len(lessons)} lessons, {len(named)} files, {whole / 1e6:.2f} MB in all: in order")


def _lessons(manifest):
    for account in manifest["accounts"]:
        for channel in account["channels"]:
            for course in channel["courses"]:
                yield from course["lessons"]


def _video(folder, lesson):
    path = os.path.join(folder, lesson["file"])
    command = "ffprobe -v error -of json -show_streams -show_format".split()
    told = json.loads(subprocess.run([*command, path], capture_output=True, check=True).stdout)
    picture, sound = told["streams"]
    seconds = float(told["format"]["duration"])
    form = (picture["codec_name"], picture["profile"], picture["pix_fmt"], picture["width"], picture["height"])
    _must(form == ("h264", "High", "yuv420p", WIDTH, HEIGHT), f"{path}: {form}")
    _must((sound["codec_name"], sound["profile"]) == ("aac", "LC"), f"{path}: sound")
    boxes = _boxes(path)
    _must(boxes.index(b"moov") < boxes.index(b"mdat"), f"{path}: {boxes}")
    _must(LEAST <= seconds <= MOST and abs(seconds - lesson["seconds"]) < 0.06, f"{path}: {seconds} s")
    poster = os.path.join(folder, lesson["poster"])
    with Image.open(poster) as image:
        _must(image.format == "JPEG" and image.size == (WIDTH, HEIGHT), f"{poster}: form")
    _must(os.path.getsize(poster) <= POSTER, f"{poster}: size")
    print(f"  {lesson['key']}: {seconds:.1f} s, {os.path.getsize(path) // 1000} kB, poster {os.path.getsize(poster) // 1000} kB")


def _boxes(path) -> list[bytes]:
    boxes, place = [], 0
    with open(path, "rb") as file:
        while head := file.read(8):
            length, name = struct.unpack(">I4s", head)
            boxes.append(name)
            place += length
            file.seek(place)
    return boxes


def _document(folder, lesson):
    path = os.path.join(folder, lesson["file"])
    with open(path, "rb") as file:
        data = file.read()
    _must(data.startswith(b"%PDF-") and b"%%EOF" in data[-32:], f"{path}: form")
    print(f"  {lesson['key']}: {len(data) // 1000} kB")


def _text(folder, lesson):
    path = os.path.join(folder, lesson["body"])
    with open(path, encoding="utf-8") as file:
        text = file.read()
    words = len(text.replace("|", " ").split())
    _must(150 <= words <= 400 and "\n## " in f"\n{text}", f"{path}: {words} words")
    _must(not text.startswith("# "), f"{path}: the page writes the title, the text must not")
    print(f"  {lesson['key']}: {words} words")


def _people(manifest):
    places, ends = {"platform"}, {}
    for account in manifest["accounts"]:
        places.add(account["key"])
        for channel in account["channels"]:
            places.add(f"{account['key']}/{channel['key']}")
            for course in channel["courses"]:
                scope = f"{account['key']}/{channel['key']}/{course['key']}"
                places.add(scope)
                ends |= {f"{scope}/{lesson['key']}": lesson.get("seconds") for lesson in course["lessons"]}
    names = [person["username"] for person in manifest["people"]]
    _must(len(names) == len(set(names)), "two people have one user name")
    depths = {"platform": 0, "account": 0, "channel": 1, "course": 2}
    for person in manifest["people"]:
        for grant in person["grants"]:
            level = grant["role"].split("_")[0]
            fits = grant["scope"].count("/") == depths[level] and (grant["scope"] == "platform") == (level == "platform")
            _must(grant["scope"] in places and fits, f"{person['username']}: {grant}")
        for place in person.get("places", []):
            _must(0 < place["seconds"] < ends[place["lesson"]], f"{person['username']}: {place}")
    shown = [person["shown_as"] for person in manifest["people"] if "shown_as" in person]
    _must(shown == ["platform_administrator", "account_owner", "channel_manager", "course_learner"], f"shown: {shown}")


def _must(good: bool, fault: str):
    if not good:
        raise SystemExit(f"fault: {fault}")
