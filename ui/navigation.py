"""The pages in the order of the navigation, and which of them stand behind its lid."""

from __future__ import annotations

PAGES = (
    "briefing",
    "levels",
    "classes",
    "one_class",
    "regions",
    "coverage",
    "selection",
    "courses",
    "follow_up",
    "needs",
    "problems",
    "data_quality",
    "definitions",
    "reading",
)
SAME_FOR_ALL = ("definitions", "reading")  # say the same whatever is chosen: filters would have no effect
TOOLS = ("import_files", "meeting_pack")  # ordinary Streamlit pages, without a Board and without filters
MORE = ("data_quality", "import_files", "definitions", "reading")  # what the figures rest on: not a leader's daily way
SHOWN = tuple(name for name in (*PAGES, *TOOLS) if name not in MORE)
