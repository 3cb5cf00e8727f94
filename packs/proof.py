"""Three questions to a sealed pack: was it altered, do the numbers come out again, what would it say today."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import orjson

from data.metrics import metrics
from packs import seal, store
from packs.figures import Cell, Figure, figures, plain, read
from packs.make import BoardOf
from queries.scope import Scope

Names = tuple[str, ...]  # of a cell in its figure
Twin = tuple[Cell, Figure, Names, Cell]  # a cell, and in another language its figure, its names and the cell itself
_WRITTEN_ONCE = {"-": "−", "few answers": "few cases"}  # in packs that lie on shelves
_SHARE = re.compile(r"\s*[（(][^（）()]*\d\s?%[^（）()]*[）)]")  # as in “Present (like classes 97.3%)”
UNREGISTERED = "unregistered"  # the register of this warehouse has no such pack


@dataclass(frozen=True)
class Sealed:
    """A pack as its folder holds it."""

    manifest: dict
    figures: tuple[Figure, ...]

    @property
    def scope(self) -> Scope:
        """What was asked, as it was answered then."""
        return seal.scope_read(self.manifest["scope"]).changed(beside=tuple(self.manifest.get(seal.BESIDE, ())))

    def asked_of(self, version: str) -> Scope:
        """The same question to a version; another one answers as it does now."""
        return self.scope if version == self.scope.version else self.scope.changed(version=version, beside=None)


@dataclass(frozen=True)
class Moved:
    """A number that was presented and is another one now; None where there is none on that side."""

    figure: Figure
    names: Names
    was: Cell | None
    now: Cell | None

    @property
    def difference(self) -> float | None:
        """Now less then, in the metric's own unit."""
        ends = [cell.number if cell else None for cell in (self.was, self.now)]
        return None if None in ends else ends[1] - ends[0]

    @property
    def unit(self) -> str:
        """That of the metric; a table has many: "percent" where the text says so, else ""."""
        metric = metrics().get(self.figure.metric)
        return metric.unit if metric else "percent" if self.was and "%" in self.was.text else ""


def altered(folder: Path, warehouse: Path) -> tuple[str, ...]:
    """Names of what was changed since the pack was sealed: files, figures, "manifest.json", its line in the register;
    () if nothing was.

    A manifest written anew is found by the register of the warehouse, or is UNREGISTERED. store.Broken without a
    register that can be read.
    """
    try:
        written = (folder / seal.MANIFEST).read_bytes()
        manifest = orjson.loads(written)
        number, said = manifest["number"], {key: value for key, value in manifest.items() if key not in ("seal", "files")}
        found = [name for name, was in manifest["files"].items() if _hash(folder / name) != was]
        found += [] if seal.seal(said)[0] == manifest["seal"] else [seal.MANIFEST]
        if seal.FIGURES not in found and _hashes(folder) != said["figures"]:
            found.append(seal.FIGURES)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not even readable
        return (seal.MANIFEST,)
    known = {pack.number: pack for pack in store.packs(warehouse)}.get(number)
    if known is None:
        return (*found, UNREGISTERED)
    if seal.digest(written) != known.manifest:
        return tuple(dict.fromkeys([*found, seal.MANIFEST]))
    return tuple(found if _registered(known) == _registered(manifest) else [*found, store.PACKS])


def _registered(pack: store.Pack | dict) -> tuple[str, ...]:
    """What the register and the manifest both say of a pack."""
    said = pack if isinstance(pack, dict) else asdict(pack) | {"version": {"name": pack.version}, "when": pack.made}
    return (*(said[key] for key in ("when", "who", "title", "seal", "replaces")), said["version"]["name"])


def opened(folder: Path) -> Sealed:
    """A pack that is not altered. OSError or ValueError if it cannot be read."""
    return Sealed(orjson.loads((folder / seal.MANIFEST).read_bytes()), _figures(folder))


def again(sealed: Sealed, board_of: BoardOf) -> tuple[Moved, ...]:
    """The numbers of the same version that come out differently now: none, unless a rule was changed."""
    return _beside(sealed, sealed.scope, board_of)


def today(sealed: Sealed, board_of: BoardOf, version: str) -> tuple[Moved, ...]:
    """The numbers that are others in `version` than they were presented."""
    return _beside(sealed, sealed.asked_of(version), board_of)


def translated(
    moves: tuple[Moved, ...], sealed: Sealed, board_of: BoardOf, version: str, language: str
) -> tuple[Moved, ...]:
    """The moves of `again` or `today` for a reader of another language than the pack's. What stood in the pack and is
    not said by its version any more stays in the pack's words."""
    if language == sealed.scope.language:
        return moves
    then, now = (_twins(sealed, board_of, which, language) for which in (sealed.scope.version, version))
    return tuple(_told(move, then, now) for move in moves)


def changed_rules(sealed: Sealed) -> tuple[str, ...]:
    """Files of definitions, queries and protection that are not those the pack was made with."""
    then, now = sealed.manifest["rules"], seal.rules()
    return tuple(
        name for kind in now for name in sorted(now[kind].keys() | then.get(kind, {}).keys())
        if now[kind].get(name) != then.get(kind, {}).get(name)
    )  # fmt: skip


def _beside(sealed: Sealed, scope: Scope, board_of: BoardOf) -> tuple[Moved, ...]:
    now = {figure.id: figure for figure in _made(sealed, scope, board_of)}
    was = {figure.id: figure for figure in sealed.figures}
    return tuple(move for id in was | now for move in _moves(was.get(id), now.get(id)))


def _made(sealed: Sealed, scope: Scope, board_of: BoardOf) -> tuple[Figure, ...]:
    return figures(tuple(board_of(page, scope) for page in sealed.manifest["pages"]), scope.language)


def _twins(sealed: Sealed, board_of: BoardOf, version: str, language: str) -> dict[tuple[str, Names], Twin]:
    """Each cell of the pack's pages in a version, by figure and names, with the one in its place in another language."""
    scope = sealed.asked_of(version)
    each = zip(*(_made(sealed, asked, board_of) for asked in (scope, scope.changed(language=language))), strict=True)
    return {
        (figure.id, names): (cell, other, told, twin)
        for figure, other in each
        for (names, cell), (told, twin) in zip(by_names(figure).items(), by_names(other).items(), strict=True)
    }


def _told(move: Moved, then: dict, now: dict) -> Moved:
    key = move.figure.id, move.names
    found = now.get(key) or then.get(key)
    if not found:
        return move
    sides = ((move.was, then.get(key)), (move.now, now.get(key)))
    cells = (twins[3] if twins and words_of(cell) == words_of(twins[0]) else cell for cell, twins in sides)
    return Moved(replace(move.figure, title=found[1].title), found[2], *cells)


def _moves(was: Figure | None, now: Figure | None) -> list[Moved]:
    """What moved by more than it is rounded to: a number is what its text says."""
    here = by_names(now)
    then = by_names(was, here)
    return [
        Moved(was or now, names, then.get(names), here.get(names))
        for names in then | here
        if words_of(then.get(names)) != words_of(here.get(names))
    ]  # fmt: skip


def words_of(cell: Cell | None) -> tuple[str, str] | None:
    """What a cell says; two that say the same have not moved, also where it is written otherwise since."""
    if cell is None:
        return None
    text = cell.text
    for once, now in _WRITTEN_ONCE.items():
        text = text.replace(once, now)
    return text, cell.state


def by_names(figure: Figure | None, later: Collection[Names] = ()) -> dict[Names, Cell]:
    """Cells by name, in their order; a name that comes twice is numbered, a share in brackets is none of it.

    `later`: the names of the same figure in another version. What is only there under a shorter name is called by that:
    rows were once called by more of their texts.
    """
    found: dict[Names, Cell] = {}
    for cell in figure.cells if figure else ():
        names = first = tuple(_SHARE.sub("", name) for name in cell.names)
        count = 2
        while names in found:
            names, count = (*first, str(count)), count + 1
        found[names] = cell
    shorter = {names: _shorter(names, later) for names in found.keys() - later} if later else {}
    free = Counter(names for names in shorter.values() if names not in found)
    return {names if free[shorter.get(names)] != 1 else shorter[names]: cell for names, cell in found.items()}


def _shorter(names: Names, later: Collection[Names]) -> Names | None:
    """The one of `later` whose first name these begin with; None if there is none."""
    words = names[0].split(" ")
    starts = ((" ".join(words[:many]), *names[1:]) for many in range(len(words) - 1, 0, -1))
    return next((start for start in starts if start in later), None)


def _figures(folder: Path) -> tuple[Figure, ...]:
    return tuple(read(given) for given in orjson.loads((folder / seal.FIGURES).read_bytes()))


def _hashes(folder: Path) -> dict[str, str]:
    return {figure.id: seal.digest(seal.canonical(plain(figure))) for figure in _figures(folder)}


def _hash(path: Path) -> str:
    return seal.digest(path.read_bytes()) if path.is_file() else ""
