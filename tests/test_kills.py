"""A command killed at any moment leaves a whole current version, all that was accepted, and needs no repair.

A kill at each stage of the work here; `python -m bench.kills` makes two hundred at random moments of all commands.
"""

from __future__ import annotations

from bench.kills import READ, SUMMED, WROTE, kill_while, left, made
from data import versions
from data.__main__ import main
from data.build import Order, build


def test_kills_at_every_stage_leave_a_whole_warehouse_and_need_no_repair(tmp_path):
    warehouse, commands = made(tmp_path)
    for name, doing in (("import", SUMMED), ("publish", READ), ("add", WROTE), ("build", WROTE)):
        assert kill_while(warehouse, commands[name], doing), (name, doing)
        assert left(warehouse) == "whole", (name, doing)
    result = build(Order((tmp_path / "sources",), warehouse))
    assert versions.current(warehouse) == result.version
    main(["versions", "--warehouse", str(warehouse)])
    there = {path.name for path in warehouse.iterdir() if path.suffix not in (".duckdb", versions.WAITS)}
    assert there == {".lock", "CURRENT", "cited", "sources", "rows", "results"}
