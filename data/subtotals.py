"""Subtotals between the rows of a list, as a spreadsheet writes them: 某某 汇总, 某某小计, Marketing Total, Total Marketing.

Such a row says the name of a group that stands above it in the same column, a word for a sum, and numbers at most: a
person or a class whose name ends so says other things too, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb

_WORD = (
    "汇总|小计|合计|总计|计数|平均值|最大值|最小值|彙總|小計|合計|總計|計數|集計|平均|소계|합계|요약|total|subtotal|count|average"
    "|max|min|sum|ergebnis|summe|итог|результат|toplam|jumlah|suma|totale"
)
_CLOSE = "小计|合计|总计|小計|合計|總計|소계|합계"  # also written without a blank before them
_BEHIND = rf"(.+?)(?:[\s　]+(?:{_WORD})|[\s　]*[(（]?(?:{_CLOSE})[)）]?)"
_FRONT = r"(?:sub-?total|total|suma|totale|итого|jumlah)(?:\s+(?:de|of|for|do|da|di|по))?\s+(.+?)"
PATTERN = rf"(?i)^\s*(?:{_BEHIND}|{_FRONT})\s*[:：]?\s*$"  # one for Python and for SQL (RE2)
_GROUP = re.compile(PATTERN)
_NUMBER = re.compile(r"共?\s*[-+]?[\d,.]+\s*(?:%|人|名|人次|学时|课时|小时|天|分|元|个|期)?|#DIV/0!|=\?")
_ENDS = sorted({letter for word in _WORD.split("|") for letter in (word[-1], word[-1].upper())} | {*")）:： "})
_STARTS = ("sub", "tot", "sum", "ито", "jum")
_MOST = 20_000  # rows looked at


def group_of(text: str) -> str:
    """The group that a cell sums up; "" if it is no such cell."""
    hit = _GROUP.match(text)
    return (hit[1] or hit[2] or "").strip() if hit else ""


def rows_in(rows: Sequence[Sequence[str]]) -> set[int]:
    """Which of the rows, from 0, are subtotals."""
    above: set[tuple[int, str]] = set()
    found = set()
    for number, cells in enumerate(rows):
        at = _place(cells)
        if at >= 0 and (at, group_of(cells[at])) in above:
            found.add(number)
        else:
            above |= {(i, text.strip()) for i, text in enumerate(cells) if text}
    return found


def pass_over(con: duckdb.DuckDBPyConnection, table: str) -> tuple[int, ...]:
    """Takes the subtotals out of a loaded table (_row, c0, …). Gives the numbers of their rows."""
    names = [column[0] for column in con.execute(f"SELECT * EXCLUDE (_row) FROM {table} LIMIT 0").description]
    ends, starts = (", ".join(f"'{text}'" for text in texts) for texts in (_ENDS, _STARTS))  # fast as constants
    odd = f"coalesce(c0, '') = '' OR right(c0, 1) IN ({ends}) OR lower(left(c0, 3)) IN ({starts})"
    first = f"coalesce({', '.join(f'''nullif(trim({name}), '')''' for name in names)})"
    rows = con.execute(
        f"SELECT * FROM (FROM {table} WHERE {odd}) WHERE regexp_matches({first}, $pattern) ORDER BY _row LIMIT {_MOST}",
        {"pattern": PATTERN},
    ).fetchall()
    asked: dict[int, dict[int, str]] = {}
    for number, *cells in rows:
        texts = [(text or "").strip() for text in cells]
        at = _place(texts)
        if at >= 0:
            asked.setdefault(at, {})[number] = group_of(texts[at])
    found = sorted(row for at, groups in asked.items() for row in _below(con, table, f"trim(c{at})", groups))
    if found:
        con.execute(f"DELETE FROM {table} WHERE _row IN (SELECT unnest($rows))", {"rows": found})
    return tuple(found)


def _below(con: duckdb.DuckDBPyConnection, table: str, column: str, groups: dict[int, str]) -> list[int]:
    """The rows above which their group stands in the column."""
    firsts = f"SELECT {column}, min(_row) FROM {table} WHERE {column} IN (SELECT unnest($groups)) GROUP BY 1"
    first = dict(con.execute(firsts, {"groups": list(groups.values())}).fetchall())
    return [row for row, group in groups.items() if first.get(group, row) < row]


def _place(cells: Sequence[str]) -> int:
    """Where a subtotal says its group; -1 for a row that says anything else besides numbers."""
    at = next((i for i, text in enumerate(cells) if text), -1)
    rest = [text for text in cells[at + 1 :] if text]
    alone = at >= 0 and all(text == cells[at] or _NUMBER.fullmatch(text) for text in rest)
    return at if alone and len(rest) < len(cells) - 1 and group_of(cells[at]) else -1
