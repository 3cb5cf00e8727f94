"""Makes a sealed pack: all its Boards first, then its files, in one step visible; whatever fails leaves nothing."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from board import scope_words
from board.model import Board
from packs import book, drawing, pack, plain, remarks, seal, slides, store
from packs.figures import figures
from packs.figures import plain as figure_plain
from packs.front import Front
from packs.zipped import archive
from queries.release import newer_of, place_of
from queries.scope import Scope
from queries.warehouse import Catalogue

FOLDER = "packs"  # in the warehouse
FILES = {
    "pdf": "meeting.pdf", "wide": "meeting-16x9.pdf", "pptx": "meeting.pptx", "xlsx": "meeting.xlsx",
    "png": "meeting-png.zip", "csv": "meeting-csv.zip",
}  # fmt: skip
_DEAD = 3600  # seconds nothing was written
_SHARP = 144  # pixels an inch: 1,684 across an A4 sheet
BoardOf = Callable[[str, Scope], Board]
Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Order:
    """What a pack is asked to hold. `formats` are keys of FILES; `when` is 2026-06-30 14:05."""

    pages: tuple[str, ...]
    scope: Scope
    title: str
    who: str
    when: str
    formats: tuple[str, ...] = ("pdf",)
    replaces: str = ""
    decided: tuple[tuple[str, ...], ...] = ()  # packs.outcome.progress


def of_place(title: str, scope: Scope, known: Catalogue) -> str:
    """The title of one pack of a batch: it tells them apart."""
    return f"{scope_words.region_text(scope, known)} · {title}"


def boards_of(order: Order, board_of: BoardOf, warehouse: Path, told: Told = lambda step, share: None) -> tuple[Board, ...]:
    """The pages of the order with the remarks made on them."""
    found = []
    for i, page in enumerate(order.pages):
        told(page, i / (len(order.pages) + len(order.formats)))
        found.append(remarks.noted(board_of(page, order.scope), order.scope, warehouse))
    return tuple(found)


def make(order: Order, board_of: BoardOf, warehouse: Path, told: Told) -> Path:
    """The folder of the finished pack. `told` hears of each step: its key, the share done.

    Whatever a page, a font or a drawing raises goes on to the caller; no file and no number is left then.
    """
    place = place_of(warehouse, order.scope.version, order.scope.audience.value)
    order = replace(order, scope=order.scope.changed(beside=newer_of(place)))  # what is published meanwhile changes no page
    boards = boards_of(order, board_of, warehouse, told)
    _sweep(warehouse)
    with ExitStack() as undo:
        number = store.reserve(warehouse, order.when, order.who, order.title, order.scope.version, order.replaces)
        undo.callback(store.discard, warehouse, number)
        draft = warehouse / FOLDER / f".{number}"
        draft.parent.mkdir(mode=0o700, exist_ok=True)  # as the register: remarks and decisions are the owner's
        draft.mkdir()
        undo.callback(shutil.rmtree, draft)
        known = {"replaces": order.replaces, "decided": order.decided}
        front = Front(number, order.title, order.who, order.when, order.scope, **known)
        whole, written = _write(draft, front, order, boards, warehouse, told)
        done = warehouse / FOLDER / number
        os.replace(draft, done)
        undo.pop_all()
    store.finish(warehouse, number, whole, written)
    drawing.forget()  # a batch is as long as there are cities
    return done


def _sweep(warehouse: Path) -> None:
    """Removes what a process that died in the middle left: no pack takes as long as that."""
    for number in store.unfinished(warehouse):
        there = [path for name in (f".{number}", number) if (path := warehouse / FOLDER / name).is_dir()]
        if there and all(time.time() - path.stat().st_mtime > _DEAD for path in there):
            for path in there:
                shutil.rmtree(path)
            store.discard(warehouse, number)


def _write(
    draft: Path, front: Front, order: Order, boards: tuple[Board, ...], warehouse: Path, told: Told
) -> tuple[str, str]:
    """Writes all files. The seal, and the hash of the manifest."""
    given = figures(boards, order.scope.language)
    noted = {board.page: [[s.text, s.basis] for s in board.remarks] for board in boards if board.remarks}
    said = seal.content(front, order.pages, given, warehouse) | {"remarks": noted, "decided": order.decided}
    whole, short = seal.seal(said)
    (draft / seal.FIGURES).write_bytes(seal.canonical([figure_plain(figure) for figure in given]))
    for i, form in enumerate(order.formats, len(boards)):
        told(form, i / (len(boards) + len(order.formats)))
        (draft / FILES[form]).write_bytes(content(form, boards, replace(front, short=short)))
    files = {path.name: seal.digest(path.read_bytes()) for path in sorted(draft.iterdir())}
    manifest = seal.canonical(said | {"seal": whole, "files": files})
    (draft / seal.MANIFEST).write_bytes(manifest)
    told("done", 1.0)
    return whole, seal.digest(manifest)


def content(form: str, boards: tuple[Board, ...], front: Front) -> bytes:
    """One file of a pack. KeyError for a format there is none of; raises what the format raises."""
    match form:
        case "pdf":
            return pack.pdf(boards, front)
        case "wide":
            return pack.pdf(boards, front, wide=True)
        case "pptx":
            return slides.pptx(boards, front)
        case "xlsx":
            return book.workbook(boards, front)
        case "png":
            sheets = pack.pictures(boards, front, ppi=_SHARP)
            return archive((f"{front.number}-{i:02d}.png", sheet) for i, sheet in enumerate(sheets, 1))
        case "csv":
            return archive(plain.files(boards, front))
        case _:
            raise KeyError(form)
