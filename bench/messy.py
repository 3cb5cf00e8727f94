"""What becomes of real messy spreadsheets, with a profile and without: `python -m bench.messy FOLDER`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from data.build import Order, build
from data.faults import Refused
from data.profiles import files

PROFILES = Path(__file__).parents[1] / "tests" / "profiles"
_MADE_UP = "profile.toml"  # rows that a profile itself holds, so that a lone sheet has a class


def main() -> int:
    """Prints a table in Markdown: each file as it is, then with each profile there is for it."""
    parser = argparse.ArgumentParser(prog="python -m bench.messy", description=__doc__)
    parser.add_argument("folder", type=Path, help="the spreadsheets")
    given = parser.parse_args()
    lines = ["| file | profile | outcome |", "|---|---|---|"]
    for path in sorted(p for p in given.folder.iterdir() if p.suffix != ".md"):
        for profile in (None, *_profiles_of(path)):
            lines.append(f"| {path.name} | {profile.name if profile else '–'} | {outcome(path, profile)} |")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def outcome(path: Path, profile: Path | None) -> str:
    """Rows accepted and set aside, kind by kind, or the words of the refusal."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            result = build(Order((path,), Path(folder) / "warehouse", profile=profile, publish=False))
        except Refused as error:
            said = " ".join(note.en for note in error.notes)
            return "refused: " + " ".join(said.replace("|", "/").split())
    read = (row for row in result.files if row[0] != _MADE_UP)
    return "loaded: " + "; ".join(f"{kind} {rows} = {good} + {bad} set aside" for _, kind, rows, good, bad in read)


def _profiles_of(path: Path) -> list[Path]:
    """The profiles that ask for this file by its name."""
    found = []
    for profile in sorted(p for p in PROFILES.iterdir() if p.is_dir()):
        try:
            found += [profile] if path in files(profile, (path,)) else []
        except Refused:  # it asks for another file
            continue
    return found


if __name__ == "__main__":
    sys.exit(main())
