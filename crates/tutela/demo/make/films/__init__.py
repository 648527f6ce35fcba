"""Every film of the demo academies, in the order of the courses."""

import importlib

KEYS = (
    "how_a_shot_unfolds",
    "dose_yield_time",
    "one_notch_at_a_time",
    "sour_bitter_or_both",
    "two_phases_of_milk",
    "pour_a_heart",
    "backflush_in_six_steps",
    "the_wand_every_time",
    "where_scale_comes_from",
    "harness_top_to_toe",
    "room_to_fall",
    "four_up_one_out",
)


def find(key: str):
    """The film with this key, be it written with hyphens or underscores."""
    return importlib.import_module(f"films.{key.replace('-', '_')}").FILM


def all_films():
    """The films, one after the other."""
    return [find(key) for key in KEYS]
