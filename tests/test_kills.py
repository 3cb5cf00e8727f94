"""A command killed at any moment leaves a whole current version, all that was accepted, and needs no repair.

Four kills here; `python -m bench.kills` makes two hundred.
"""

from __future__ import annotations

from bench.kills import kill
from data import versions
from data.__main__ import main
from data.build import Order, build


def test_kills_of_all_commands_leave_a_whole_warehouse_and_need_no_repair(tmp_path):
    found = kill(tmp_path, kills=4, seed=11)
    assert sum(found.values()) == 4
    assert {outcome for *_, outcome in found} == {"whole"}
    result = build(Order((tmp_path / "sources",), tmp_path / "warehouse"))
    assert versions.current(tmp_path / "warehouse") == result.version
    main(["versions", "--warehouse", str(tmp_path / "warehouse")])
    there = {path.name for path in (tmp_path / "warehouse").iterdir() if path.suffix != ".duckdb"}
    assert there == {".lock", "CURRENT", "cited", "sources", "rows", "results", "settings"}
