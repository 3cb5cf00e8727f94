"""Rows that were set aside, as a workbook to correct and hand in again: original columns, the reason last."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter

from board.text import t
from data.mend import MARK
from data.rejects import Rejects
from packs.sheet import sheet_names


def workbook(tables: tuple[Rejects, ...], language: str) -> bytes:
    """One sheet a table: row number, every original column, the reason. Every cell is text, never a formula."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    words = book.add_format({"num_format": "@", "valign": "top"})
    names = sheet_names([f"{number} {table.place}" for number, table in enumerate(tables, 1)])
    for number, (name, table) in enumerate(zip(names, tables, strict=True), 1):
        sheet = book.add_worksheet(name)
        book.set_custom_property(f"{MARK} {number}", table.mark)  # so that corrected rows find their way back
        heads = (t(language, "import.row"), *table.headings, t(language, "import.reason"))
        for j, text in enumerate(heads):
            sheet.write_string(0, j, text, heading)
        for i, row in enumerate(table.rows, 1):
            for j, text in enumerate((str(row.row), *row.cells, getattr(row, language))):
                sheet.write_string(i, j, text, words)
        sheet.freeze_panes(1, 1)
        sheet.set_column(1, len(heads) - 2, 16)
        sheet.set_column(len(heads) - 1, len(heads) - 1, 48)
    book.close()
    return out.getvalue()
