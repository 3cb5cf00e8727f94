"""Every module can be imported: a page that only runs under Streamlit would break unseen."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for room in ("data", "analysis", "queries", "board", "ui", "packs", "pages")
    for path in (ROOT / room).rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py")
)


@pytest.mark.parametrize("module", MODULES)
def test_the_module_can_be_imported(module):
    importlib.import_module(module)
