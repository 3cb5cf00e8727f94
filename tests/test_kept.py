"""What is kept ready never weighs more than it may."""

from __future__ import annotations

from queries.kept import Info, kept


def test_what_was_not_asked_for_longest_is_forgotten_first():
    made = []

    @kept(10, len)
    def word(letter: str, times: int) -> str:
        made.append(letter)
        return letter * times

    for letter in "abac":
        word(letter, 4)
    assert made == ["a", "b", "c"] and word.cache_info().weight == 8
    assert word("a", 4) == "aaaa" and made == ["a", "b", "c"]
    assert word("b", 4) == "bbbb" and made == ["a", "b", "c", "b"]


def test_one_thing_larger_than_all_may_be_is_kept_alone():
    word = kept(10, len)(lambda letter, times: letter * times)
    word("a", 4)
    assert word("b", 40) == "b" * 40 and word.cache_info() == Info(0, 2, 1, 40)
    word("c", 4)
    assert word.cache_info() == Info(0, 3, 1, 4)
    word.cache_clear()
    assert word.cache_info() == Info(0, 0, 0, 0)
