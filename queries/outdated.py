"""A version of the data that the program has outgrown."""

from __future__ import annotations


class Outdated(Exception):
    """The version was built by an older program: a question names what it does not hold. It must be built again."""
