"""What every code means: lists, regions and rules, and how people spell them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from data.code_files import CodeError, Entry, check_credit, check_needed, check_tree, read_changes, read_list
from data.code_rules import check_dated
from data.metrics import metrics

DEFAULT = Path(__file__).parent / "codes"
REGIONS, CHANGES, STATUS = "regions", "region_changes", "attendance_status"
METRICS = "metrics"  # no file of its own: data/metrics*.toml says which there are
_NEVER_IN_CELLS = ("rules", "documents")  # read by people, not looked up: their texts may repeat
_NOT_IN_A_TERM = re.compile(r"[\s_]+")
HYPHEN, DASHES = "-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe63"  # one sign as people and programs type it
_ONE_DASH = str.maketrans(dict.fromkeys(DASHES, HYPHEN))


@dataclass(frozen=True)
class Codes:
    """All code lists: `lists[list][code]` in order. `renamed` holds (old region code or name, code)."""

    lists: dict[str, dict[str, Entry]]
    renamed: tuple[tuple[str, str], ...] = ()

    def name(self, list_name: str, code: str, language: str) -> str:
        """The word for a code. KeyError for an unknown list or code."""
        entry = self.lists[list_name][code]
        return entry.zh if language == "zh" else entry.en

    def region_parent(self, code: str) -> str:
        """The region one step up; "" for the root. KeyError for an unknown code."""
        return self.lists[REGIONS][code].extra["parent_code"]

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The regions above, nearest first, up to the root. KeyError for an unknown code."""
        parent = self.region_parent(code)
        return (parent, *self.ancestors(parent)) if parent else ()

    def descendants(self, code: str) -> tuple[str, ...]:
        """The region itself, then everything below it, depth first. KeyError for an unknown code."""
        self.region_parent(code)
        below = (inner for child in self._children.get(code, ()) for inner in self.descendants(child))
        return (code, *below)

    @cached_property
    def root(self) -> str:
        """The one region without a parent."""
        return next(code for code in self.lists[REGIONS] if not self.region_parent(code))

    def terms(self, list_name: str) -> list[tuple[str, str]]:
        """Every spelling read as a code of the list: [(normalised spelling, code)], each spelling once.

        A present code beats any other spelling. A region's name that another region has too is left
        out; its name after those of the regions above it (陕西省西安市雁塔区) is always read.
        """
        if list_name not in self._terms:
            claims = _metric_claims() if list_name == METRICS else _claims(self, list_name)
            self._terms[list_name] = [(term, next(iter(codes))) for term, codes in claims.items() if len(codes) == 1]
        return self._terms[list_name]

    @cached_property
    def _terms(self) -> dict[str, list[tuple[str, str]]]:
        return {}

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for code in self.lists[REGIONS]:
            children.setdefault(self.region_parent(code), []).append(code)
        return children


def normalise(text: str) -> str:
    """The form in which spellings are compared: NFKC, case folded, one kind of dash, no whitespace, no underscores."""
    return _NOT_IN_A_TERM.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_ONE_DASH))


def locate(folders: tuple[Path, ...], name: str) -> Path:
    """The file of that name in the first folder that has it, else the default one."""
    return next((folder / name for folder in folders if (folder / name).is_file()), DEFAULT / name)


def load(folders: tuple[Path, ...] = ()) -> Codes:
    """All lists; earlier folders win over later ones, file by file, and all win over DEFAULT.

    Raises CodeError for a file that cannot be used, FileNotFoundError for a folder that is not there.
    """
    for folder in folders:
        if not folder.is_dir():
            raise FileNotFoundError(folder)
    names = sorted({path.stem for folder in (*folders, DEFAULT) for path in folder.glob("*.csv")})
    paths = {name: locate(folders, f"{name}.csv") for name in names}
    lists = {name: read_list(path, DEFAULT / path.name) for name, path in paths.items() if name != CHANGES}
    check_tree(lists[REGIONS], paths[REGIONS])
    check_credit(lists[STATUS], paths[STATUS])
    check_needed(lists, paths)
    check_dated(lists, paths)
    codes = Codes(lists, tuple(read_changes(paths[CHANGES], lists[REGIONS])))
    for name in sorted(lists.keys() - {REGIONS, *_NEVER_IN_CELLS}):
        _check_terms(codes, name, paths[name])
    return codes


def _metric_claims() -> dict[str, dict[str, None]]:
    """Metrics by column, number and name in either language."""
    claims: dict[str, dict[str, None]] = {}
    for metric in metrics().values():
        for text in (metric.key, metric.id, *metric.label.values()):
            claims.setdefault(normalise(text), {})[metric.key] = None
    return claims


def _claims(codes: Codes, list_name: str) -> dict[str, dict[str, None]]:
    """Normalised spelling → the codes that claim it; present codes belong to themselves alone."""
    entries = codes.lists[list_name]
    own = {normalise(code): {code: None} for code in entries}
    claims: dict[str, dict[str, None]] = {}
    for term, code in _spellings(codes, list_name):
        claims.setdefault(normalise(term), {})[code] = None
    return claims | own


def _spellings(codes: Codes, list_name: str) -> list[tuple[str, str]]:
    entries = codes.lists[list_name].values()
    found = [(term, entry.code) for entry in entries for term in (entry.zh, entry.en, *entry.aliases)]
    return found + _paths(codes) + list(codes.renamed) if list_name == REGIONS else found


def _paths(codes: Codes) -> list[tuple[str, str]]:
    """西安市雁塔区 and 陕西省西安市雁塔区, for every region below the root."""
    paths = []
    for code in codes.lists[REGIONS]:
        text = codes.name(REGIONS, code, "zh")
        for above in codes.ancestors(code):
            text = codes.name(REGIONS, above, "zh") + text
            paths.append((text, code))
    return paths


def _check_terms(codes: Codes, list_name: str, path: Path) -> None:
    """Raises CodeError if a spelling could be read as two codes."""
    seen = {normalise(code): code for code in codes.lists[list_name]}
    for term, code in _spellings(codes, list_name):
        other = seen.setdefault(normalise(term), code)
        if other != code:
            raise CodeError("ambiguous", file=path, value=code, term=term, codes=f"{other}, {code}")
