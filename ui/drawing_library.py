"""plotly.js as browsers load it: of the version of the installed package, and of its charts those that pages draw."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

# plotly.js-cartesian-dist-min as npm has it: lines, bars and heat are a third of the whole, for the line and the browser.
_SMALL = Path(__file__).parent / "vendor" / "plotly-cartesian.min.js"
_VERSION = re.compile(rb"plotly\.js\D* v([\d.]+)")


def script() -> bytes:
    """The small one; the whole of the installed package where that has another version, so that an update draws at once."""
    whole = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
    return (_SMALL if version(_SMALL) == version(whole) else whole).read_bytes()


def version(path: Path) -> bytes:
    """The version that the first lines of a bundle name. ValueError if they name none."""
    with path.open("rb") as file:
        found = _VERSION.search(file.read(200))
    if not found:
        raise ValueError(path.name)
    return found[1]
