"""Free text beside the answers: some of those who answered write a line, now and then with a phone number in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd

from data.demo.plan import Plan

_WRITE = 0.4  # of the trainees who answer
_LEAVE_A_NUMBER = 0.01  # of those who write
_TEXTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def comments(plan: Plan, responses: pd.DataFrame) -> pd.DataFrame:
    """One row a text: id (of the answer sheet), cls, comment; who is content writes another line than who is not."""
    rng = plan.chance(81)
    wrote = responses[(responses.role == 0) & (rng.random(len(responses)) < _WRITE)]
    mood = np.where(wrote.OV1 >= 5, "good", np.where(wrote.OV1 >= 4, "fair", "poor"))
    text = np.empty(len(wrote), dtype=object)
    for name in ("good", "fair", "poor"):
        here = mood == name
        text[here] = rng.choice(np.array(_TEXTS[name], dtype=object), int(here.sum()))
    number = rng.random(len(wrote)) < _LEAVE_A_NUMBER
    phones = 13_800_000_000 + rng.integers(0, 100_000_000, int(number.sum()))
    text[number] = [_TEXTS["contact"].format(phone=phone) for phone in phones]
    return pd.DataFrame({"id": wrote.id.to_numpy(), "cls": wrote.cls.to_numpy(), "comment": text})
