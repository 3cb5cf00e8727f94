"""What a source may contain: record kinds and their fields, read from fields.toml and fields_<family>.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from data.codes import normalise
from data.stanzas import entries

# The day a record speaks of.
DAYS = {
    "classes": "start_date",
    "sessions": "date",
    "evaluations": "submitted_on",
    "follow_ups": "submitted_on",
    "assessments": "taken_on",
    "enrollments": "completed_on",
    "cadres": "valid_from",
    "hours_ledger": "date_from",
    "needs": "collected_on",
    "nominations": "nominated_at",
    "eligibility_checks": "checked_at",
}


@dataclass(frozen=True)
class Field:
    """One column: how people call it, its type, the code list or range it must keep to, the headings read as it."""

    name: str
    zh: str
    en: str
    type: str
    required: bool
    list: str
    low: float | None
    high: float | None
    alias: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """One record kind: a file or sheet of these rows.

    `refs` maps a field to the kind it points at; `needs` are kinds without which this one says nothing;
    `made` are the fields an absent key is made of, joined by a colon. `split`, if not empty, makes the kind worked
    month by month (data/months.py); it names the field that leads to the class.
    """

    name: str
    zh: str
    en: str
    alias: tuple[str, ...]
    key: tuple[str, ...]
    refs: dict[str, str]
    needs: tuple[str, ...]
    made: tuple[str, ...]
    split: str
    fields: dict[str, Field]

    def headings(self) -> dict[str, str]:
        """Normalised heading -> field name, for every spelling that is understood."""
        return {normalise(text): f.name for f in self.fields.values() for text in (f.name, *f.alias)}


@cache
def kinds() -> dict[str, Kind]:
    """All record kinds by name, in build order: what a kind points at comes before it."""
    found = {name: _kind(name, entry) for name, entry in entries("fields").items()}
    placed: dict[str, Kind] = {}

    def place(kind: Kind) -> None:
        for target in (t for t in kind.refs.values() if t != kind.name and t not in placed):
            place(found[target])
        placed[kind.name] = kind

    for kind in found.values():
        place(kind)
    return placed


@cache
def kind_names() -> dict[str, str]:
    """Normalised file or sheet name -> record kind."""
    return {normalise(text): k.name for k in kinds().values() for text in (k.name, *k.alias)}


def _kind(name: str, entry: dict) -> Kind:
    return Kind(
        name=name,
        zh=entry["label"]["zh"],
        en=entry["label"]["en"],
        alias=tuple(entry.get("alias", ())),
        key=tuple(entry["key"]),
        refs=dict(entry.get("refs", {})),
        needs=tuple(entry.get("needs", ())),
        made=tuple(entry.get("made", ())),
        split=entry.get("split", ""),
        fields={field: _field(field, spec) for field, spec in entry["field"].items()},
    )


def _field(name: str, spec: dict) -> Field:
    return Field(
        name=name,
        zh=spec["alias"][0],
        en=spec["en"],
        type=spec["type"],
        required=spec.get("required", False),
        list=spec.get("list", "regions" if spec["type"] == "region" else ""),
        low=spec.get("min"),
        high=spec.get("max"),
        alias=tuple(spec["alias"]),
    )
