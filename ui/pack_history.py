"""An earlier pack: its files, shown in front of people, made again, and what was said then against today."""

from __future__ import annotations

import secrets

import streamlit as st

from board.field_words import kind_name
from board.formats import count, finer
from board.text import t
from data.differences import CHANGES, differences
from data.faults import Refused
from data.versions import default_warehouse
from packs import proof
from packs.store import Pack
from queries import handed
from queries.outdated import Outdated
from queries.scope import Scope
from ui import import_views, pack_list
from ui.component import draw as draw_board
from ui.pack_form import downloads
from ui.payload import deck
from ui.screen import board_of, finished

_MOVES = 60  # numbers listed; the command lists all


def draw(earlier: tuple[Pack, ...], scope: Scope) -> tuple[Pack, proof.Sealed] | None:
    """The list; of the pack chosen of it, if it is unaltered, its files and what can be asked of it."""
    chosen = pack_list.choose(earlier, scope)
    if not chosen:
        return None
    pack, folder = chosen
    with st.container():  # of one pack more buttons than of another: what stands below keeps its place
        downloads((folder,), scope.language, "earlier")
    sealed = proof.opened(folder)
    _questions(pack, sealed, scope)
    return pack, sealed


def _questions(pack: Pack, sealed: proof.Sealed, scope: Scope) -> None:
    """Two buttons, and the answer of the last one pressed."""
    lang, house = scope.language, default_warehouse()
    show, left, right, _ = st.columns([1, 1, 1, 1])
    stage = st.container()  # there also when nothing is shown: what stands below would be another element, a form closed
    if show.button(t(lang, "screen.present"), help=t(lang, "pack.present_help")):
        with stage:
            _present(pack, sealed, scope)
    pressed = {
        "again": left.button(t(lang, "pack.ask_again"), help=t(lang, "pack.help_rerun")),
        "today": right.button(t(lang, "pack.ask_today"), help=t(lang, "pack.help_compare")),
    }
    asked = next((what for what, yes in pressed.items() if yes), None)
    if asked:
        version = handed.current(house) if asked == "today" else pack.version
        try:
            with st.spinner(t(lang, "pack.comparing")):
                found = proof.today(sealed, board_of, version)
                moves = proof.translated(found, sealed, board_of, version, lang)
        except (Outdated, FileNotFoundError):
            import_views.notice("warning", t(lang, "pack.outdated", version=version))
            return
        st.session_state["pack_moves"] = (pack.number, lang), asked, version, moves
    what, *held = st.session_state.get("pack_moves", ("",))
    if what == (pack.number, lang):
        _answer(pack, sealed, scope, *held)


def _present(pack: Pack, sealed: proof.Sealed, scope: Scope) -> None:
    """The pack's pages in front of people, from the version it was made of."""
    try:
        pages = [finished(page, sealed.scope)[1] for page in sealed.manifest["pages"]]
    except (Outdated, FileNotFoundError):
        import_views.notice("warning", t(scope.language, "pack.outdated", version=pack.version))
        return
    mark = t(scope.language, "pack.mark", number=pack.number, short=pack.seal[:10])
    draw_board(deck(pages, mark, secrets.token_hex(8)), "pack_stage", lambda event: None)


def _answer(pack: Pack, sealed: proof.Sealed, scope: Scope, asked: str, version: str, moves: tuple) -> None:
    lang = scope.language
    rules = proof.changed_rules(sealed)
    if rules:
        names = t(lang, "board.comma").join(rules[:8])
        import_views.notice("info", t(lang, "pack.rules_changed", count=len(rules), names=names))
    if not moves:
        import_views.notice("info", t(lang, f"pack.same_{asked}"))
        return
    numbers, others = sum(len(figure.cells) for figure in sealed.figures), sum(move.was is not None for move in moves)
    import_views.notice("warning", t(lang, f"pack.moved_{asked}", count=others, all=numbers, version=version))
    heads = ("col_page", "col_figure", "col_place", "col_was", "col_now", "col_difference")
    import_views.table([t(lang, f"pack.{key}") for key in heads], [_line(m, lang) for m in moves[:_MOVES]], 3, fold=True)
    if len(moves) > _MOVES:
        st.caption(t(lang, "pack.more_moves", shown=_MOVES, count=len(moves)))
    if version != pack.version:
        _why(pack.version, version, lang)


def _line(move: proof.Moved, lang: str) -> tuple[str, ...]:
    moved = "–" if move.difference is None else finer(move.difference, move.unit, lang)
    texts = [cell.text if cell else t(lang, "pack.absent") for cell in (move.was, move.now)]
    names = t(lang, "board.comma").join(move.names)
    return t(lang, f"frame.page_{move.figure.page}"), move.figure.title, names[:60], *texts, moved


def _why(before: str, after: str, lang: str) -> None:
    """What came between the two versions: new, late, corrected, withdrawn records by kind."""
    try:
        found = differences(default_warehouse(), before, after)
    except Refused as error:
        import_views.notice("info", t(lang, "pack.no_split", reason=str(error)[:200]))
        return
    st.write(t(lang, "pack.why"))
    totals = {(kind, change): int(n) for kind, change, n in found[["kind", "change", "count"]].itertuples(index=False)}
    kinds = list(dict.fromkeys(kind for kind, _ in totals))
    rows = [(kind_name(k, lang), *(count(totals.get((k, c), 0), lang) for c in CHANGES)) for k in kinds]
    heads = [t(lang, "pack.col_kind"), *(t(lang, f"pack.change_{change}") for change in CHANGES)]
    import_views.table(heads, rows, numbers=len(CHANGES))
    st.caption(t(lang, "pack.why_note"))
