"""What was said last time, on the page: marks on numbers that have moved, and the answer why."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache

import streamlit as st

from board.formats import finer, finest
from board.model import Board, Statement
from board.text import t
from data.versions import default_warehouse
from packs import recall, remarks, split, store
from packs.figures import figures
from packs.make import FOLDER, BoardOf
from packs.proof import Moved
from packs.recall import Recalled
from queries.scope import Scope
from ui import import_views
from ui.pack_failures import words
from ui.theme import ROOT

Named = tuple[tuple[str, ...], Moved]  # names in the reader's language
_SHOWN = 24  # numbers listed of one figure


def written(page: str, scope: Scope, board_of: BoardOf) -> tuple[Recalled | None, tuple[Statement, ...]]:
    """What the register knows of a page: the last pack that moved since, and the remarks. The numbers need neither."""
    try:
        return recalled(page, scope, board_of), remarks.on(page, scope, default_warehouse())
    except store.Broken as error:
        import_views.notice("warning", words(error, scope))
        return None, ()


def recalled(page: str, scope: Scope, board_of: BoardOf) -> Recalled | None:
    """The last pack with this page and question, if a number of it is another one now."""
    pack = recall.last(page, scope, default_warehouse())
    return _beside(page, scope, pack, board_of) if pack else None


@lru_cache(maxsize=256)
def _beside(page: str, scope: Scope, pack: store.Pack, board_of: BoardOf) -> Recalled | None:
    sealed = recall.sealed_of(pack, default_warehouse())
    seen = recall.recalled(pack, sealed, board_of(page, scope.changed(language=sealed.scope.language)))
    return seen if seen.places else None


def ask(board: Board, found: Recalled, event: dict, scope: Scope) -> None:
    """Opens the answer on a tile, a chart or the table."""
    if "tile" in event:
        tile = board.tiles[event["tile"]]
        figure = f"{board.page}.tile.{tile.metric or tile.word}"
    else:
        figure = f"{board.page}.chart.{event['chart']}" if "chart" in event else f"{board.page}.table"
    here = next(each for each in figures((board,), scope.language) if each.id == figure)  # names in the reader's language
    moves = [(here.cells[i].names, move) for (id, i), move in found.places.items() if id == figure]
    if moves:
        st.dialog(t(scope.language, "pack.recall"), width="large")(_answer)(found, moves, scope)


def _answer(found: Recalled, moves: list[Named], scope: Scope) -> None:
    lang, pack = scope.language, found.pack
    import_views.style(lang)
    said = t(lang, "pack.recall_pack", number=pack.number, title=pack.title, when=pack.made, who=pack.who or "–",
             before=pack.version, after=scope.version)  # fmt: skip
    import_views.notice("info", said)
    place = st.empty()
    with place.container():
        _table(moves, {}, found, lang)
    kept = store.split(default_warehouse(), pack.number, scope.version) or _found_out(pack.number, scope.version, lang)
    if not kept:
        return
    with place.container():
        _table(moves, split.read(kept), found, lang)
        st.caption(t(lang, "pack.recall_note"))


def _table(moves: list[Named], why: dict, found: Recalled, lang: str) -> None:
    """Presented, now, difference; a column for each cause there is. Every line adds up."""
    splits = [why.get((move.figure.id, move.names)) for _, move in moves[:_SHOWN]]
    given = {part.causes for each in splits if each for part in each.parts}
    causes = sorted(given, key=lambda causes: split.CAUSES.index(causes[0]))
    points = all(move.unit == "percent" for _, move in moves)
    keys = ("place", "was", "now", "difference_points" if points else "difference")
    heads = [t(lang, f"pack.col_{key}") for key in keys]
    heads += [t(lang, "pack.and").join(t(lang, f"pack.cause_{c}") for c in part) for part in causes]
    lines = [_line(named, each, causes, found, lang) for named, each in zip(moves[:_SHOWN], splits, strict=True)]
    import_views.table(heads, lines, numbers=len(heads) - 1, fold=True)
    if len(moves) > _SHOWN:
        st.caption(t(lang, "pack.recall_more", shown=_SHOWN, count=len(moves)))
    for (names, _), each in zip(moves[:_SHOWN], splits, strict=True):
        if each and each.turned:
            cause = t(lang, f"pack.cause_{each.turned}")
            st.caption(t(lang, "pack.turned", place=_place(names, lang), cause=cause))


def _line(named: Named, why: split.Split | None, causes: list, found: Recalled, lang: str) -> tuple[str, ...]:
    names, move = named

    def said(difference: float | None) -> str:
        return "–" if difference is None else finer(difference, move.unit, lang)

    given = why.parts if why else ()
    sizes = split.rounded([part.difference for part in given], finest(move.unit))
    parts = {part.causes: size for part, size in zip(given, sizes, strict=True)}
    texts = [recall.then_said(cell, found, lang) if cell else t(lang, "pack.absent") for cell in (move.was, move.now)]
    return _place(names, lang), *texts, said(move.difference), *(said(parts.get(cause)) for cause in causes)


def _place(names: tuple[str, ...], lang: str) -> str:
    return t(lang, "board.comma").join(names)[:60]


def _found_out(number: str, version: str, lang: str) -> str:
    """Lets a process of its own make the pages of then step by step; its progress is shown. Closing ends it."""
    house = default_warehouse()
    command = [sys.executable, "-m", "packs", "split", str(house.resolve() / FOLDER / number), "--version", version,
               "--warehouse", str(house.resolve()), "--lines"]  # fmt: skip
    bar = st.progress(0.0, t(lang, "pack.splitting"))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stdout:
                cause, share = line.split()
                bar.progress(min(float(share), 1.0), t(lang, "pack.splitting_step", cause=t(lang, f"pack.cause_{cause}")))
            reason = process.stderr.read()
        finally:
            process.terminate()
    bar.empty()
    if process.returncode:
        import_views.notice("warning", t(lang, "pack.no_split", reason=reason.strip()[:200]))
    return store.split(house, number, version)
