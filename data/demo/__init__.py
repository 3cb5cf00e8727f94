"""The synthetic province: source files of every record kind, with findings planted to be found again."""

from data.demo.province import write

__all__ = ["write"]
