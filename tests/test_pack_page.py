"""The meeting pack page run as a reader runs it: make, verify, compare, decide; and how it says no."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from board.text import LANGUAGES, t, words
from packs import make as making
from packs import store
from packs.fonts import FontMissing
from queries.door import catalogue
from tests.test_pack import damage

ROOT = Path(__file__).parents[1]
PAGE = str(ROOT / "pages" / "meeting_pack.py")


@pytest.fixture
def house(sample, tmp_path, monkeypatch):
    folder = tmp_path / "warehouse"
    shutil.copytree(sample.warehouse, folder)
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(folder))
    return folder


def opened(language="zh") -> AppTest:
    app = AppTest.from_file(str(ROOT / "tests" / "entry.py"), default_timeout=120)
    app.query_params["lang"] = language
    app.run()
    return app.switch_page(PAGE).run()


def press(app: AppTest, words_: str) -> AppTest:
    return next(button for button in app.button if button.label == words_).click().run()


def said(app: AppTest) -> str:
    assert not app.exception
    return " ".join(element.proto.body for element in app.get("html"))


def made(language="zh", *pages) -> AppTest:
    app = opened(language)
    app.multiselect[0].set_value(list(pages or ("levels",)))
    return press(app, t(language, "pack.make"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_is_made_verified_and_said_to_be_the_same_today(house, language):
    app = made(language, "levels", "briefing")
    (pack,) = store.packs(house)
    assert pack.number in said(app) and t(language, "pack.check_good") in said(app)
    assert (house / "packs" / pack.number / "meeting.pdf").is_file()
    for key in ("today", "again"):
        app = press(app, t(language, f"pack.ask_{key}"))
        assert t(language, f"pack.same_{key}") in said(app)


def test_an_altered_pack_is_named_and_nothing_is_compared_with_it(house):
    made()
    (pack,) = store.packs(house)
    (house / "packs" / pack.number / "meeting.pdf").write_bytes(b"%PDF")
    app = opened()
    assert t("zh", "pack.check_bad", names="meeting.pdf") in said(app) and t("zh", "pack.not_compared") in said(app)
    assert t("zh", "pack.ask_today") not in [button.label for button in app.button]


def test_a_batch_that_fails_half_way_goes_on_and_makes_one_pack_for_each_city(house, monkeypatch):
    app = opened()
    app.multiselect[0].set_value(["levels"])
    app.checkbox[0].check()
    drawn, tries = making.pack.pdf, iter(range(9))

    def full(*given):
        if next(tries, 9) == 2:
            raise OSError("no space left")
        return drawn(*given)

    monkeypatch.setattr(making.pack, "pdf", full)
    app = press(app, t("zh", "pack.make"))
    first = [pack.number for pack in store.packs(house)]
    assert len(first) == 2 and "no space left" in said(app)
    cities = sum(place.depth == 1 for place in catalogue(app.session_state["scope"]).regions)
    app = press(app, t("zh", "pack.go_on", count=cities - 2))
    packs = store.packs(house)
    assert len(packs) == len({pack.title for pack in packs}) == cities
    assert t("zh", "pack.cancelled") not in said(app) and packs[0].number in said(app) and first[0] in said(app)


def test_a_correction_names_what_it_replaces_and_the_list_says_so_on_both(house):
    app = made().run()
    (first,) = store.packs(house)
    next(box for box in app.selectbox if box.label == t("zh", "pack.replaces")).set_value(first.number)
    store.finish(house, store.reserve(house, "2026-01-02 09:00", "", "", first.version), "s", "m")  # somebody else's
    app = press(app, t("zh", "pack.make"))
    second = store.packs(house)[0]
    assert second.replaces == first.number
    for key, number in (("replaces_it", first.number), ("replaced_by", second.number)):
        assert t("zh", f"pack.{key}", number=number) in said(app)
    assert t("zh", "pack.use_newer", number=second.number) not in said(app)
    box = next(box for box in app.selectbox if box.label == t("zh", "pack.choose_pack"))
    assert t("zh", "pack.use_newer", number=second.number) in said(box.set_value(first.number).run())


def test_nothing_chosen_makes_nothing_and_says_so(house):
    app = opened()
    app.multiselect[0].set_value([])
    assert t("zh", "pack.nothing_chosen") in said(press(app, t("zh", "pack.make")))
    assert store.packs(house) == ()


def test_without_a_chinese_font_there_is_no_pack_but_the_reason(house, monkeypatch):
    def missing(*_):
        raise FontMissing

    monkeypatch.setattr(making.pack, "pdf", missing)
    app = made()
    assert words("zh")["paper.font_missing"] in said(app)
    assert store.packs(house) == () and not list((house / "packs").iterdir())


def test_without_a_version_the_page_says_what_to_do_first(tmp_path, monkeypatch):
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(tmp_path))
    assert t("zh", "pack.no_data") in said(opened())


def test_with_a_damaged_register_the_pages_stand_and_packs_are_off_with_the_reason(house):
    made()
    damage(house / store.PACKS)
    app = AppTest.from_file(str(ROOT / "tests" / "entry.py"), default_timeout=120).run()
    reason = t("zh", "pack.broken", reason="").split("（）")[0]
    assert reason in said(app) and app.get("bidi_component")
    app = app.switch_page(PAGE).run()
    assert reason in said(app) and not [button for button in app.button if button.label == t("zh", "pack.make")]


def test_a_decision_is_recorded_on_its_pack_with_what_can_be_known_of_it(house):
    app = made("zh", "briefing")
    (pack,) = store.packs(house)
    next(a for a in app.text_area if a.label == t("zh", "pack.col_text")).set_value("<script>训后回访提前</script>")
    next(x for x in app.text_input if x.label == t("zh", "pack.col_owner")).set_value("干部教育处")
    app = press(app.run(), t("zh", "pack.record"))
    (decided,) = store.decisions(house)
    assert decided.number == pack.number and decided.size == 0.05
    assert "&lt;script&gt;训后回访提前" in said(app) and "<script>训后" not in said(app)
