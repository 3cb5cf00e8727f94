"""The frame without a browser: settings, files it serves, words, and runs under Streamlit's own harness."""

from __future__ import annotations

import asyncio
import gc
import gzip
import logging
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.types import Message
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest
from streamlit.web.server.app_discovery import discover_asgi_app

from board.text import t, words
from queries import warehouse
from queries.scope import Scope
from tests import fake_warehouse
from tests.frame_project import PAGE, ROOT
from ui import ahead_route, drawing_library, frame, server, theme
from ui.navigation import PAGES, TOOLS

SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

ROUTES = server.routes(ahead_route.made, ahead_route.pointed)
SITE = Starlette(routes=ROUTES, middleware=server.middleware())  # without Streamlit behind it


@dataclass(frozen=True)
class Answer:
    """What the server sent. `content` is decompressed."""

    status: int
    headers: dict[str, str]
    content: bytes
    size: int


def get(address: str, **headers: str) -> Answer:
    """Ask the frame's own routes and middleware."""
    path, _, query = address.partition("?")
    asked = {"host": "127.0.0.1", "accept-encoding": "gzip"}
    asked |= {name.replace("_", "-"): text for name, text in headers.items()}
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), text.encode()) for name, text in asked.items()],
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(SITE(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    got = {name.decode(): text.decode() for name, text in sent[0]["headers"]}
    plain = gzip.decompress(body) if got.get("content-encoding") == "gzip" else body
    return Answer(sent[0]["status"], got, plain, len(body))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The dashboard over a fake province whose pages say what they were asked."""
    for name in ("current", "versions", "open_version"):
        monkeypatch.setattr(warehouse, name, getattr(fake_warehouse, name))
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(tmp_path / "warehouse"))
    fake_warehouse.publish(tmp_path / "warehouse", "20260702-091400")
    (tmp_path / "pages").mkdir()
    for page in (*PAGES, *TOOLS):
        (tmp_path / "pages" / f"{page}.py").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(frame, "FOLDER", tmp_path / "pages")
    return AppTest.from_file(str(ROOT / "tests" / "entry.py"), default_timeout=20)


def scope(app: AppTest) -> Scope:
    return app.session_state["scope"]


def follow(app: AppTest, *params: tuple[str, str]) -> None:
    """What the page's script does with a choice or a link: write the address and run again."""
    for name, value in params:
        app.query_params[name] = value
    app.run()


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_streamlit_still_has_the_hidden_setting_that_spares_a_collection_per_run() -> None:
    assert config.get_options_for_section("runner").keys() >= {"postScriptGC"}
    assert SETTINGS["runner"]["postScriptGC"] is False


def test_every_setting_is_one_streamlit_knows() -> None:
    known = {name for section in SETTINGS for name in config.get_options_for_section(section)}
    assert {name for options in SETTINGS.values() for name in options} <= known


def test_the_theme_has_the_colours_of_the_palette() -> None:
    ground, role, used = theme.palette()["ground"], theme.palette()["role"], SETTINGS["theme"]
    assert (used["primaryColor"], used["linkColor"]) == (role["brand"], role["brand"])
    assert (used["backgroundColor"], used["secondaryBackgroundColor"]) == (ground["paper"], ground["shade"])
    assert (used["textColor"], used["borderColor"]) == (ground["ink"], ground["rule"])


def test_the_style_sheet_names_no_colour_and_uses_only_variables_that_exist() -> None:
    sheet = (ROOT / "ui" / "assets" / "frame.css").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", sheet)
    assert set(re.findall(r"var\(--x-([a-z]+)\)", sheet)) <= set(re.findall(r"--x-([a-z]+):", theme.css()))


def test_the_server_finds_the_application_in_the_entry() -> None:
    assert discover_asgi_app(ROOT / "dashboard.py").import_string == "dashboard:app"


def test_both_languages_have_the_same_words_and_the_same_fields() -> None:
    zh, en = ({k: v for k, v in words(lang).items() if k.startswith("frame.")} for lang in ("zh", "en"))
    assert zh.keys() == en.keys()
    for name, text in zh.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", en[name])), name


def test_plotly_is_served_compressed_and_kept_for_ever() -> None:
    answer = get(server.plotly_url())
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content == drawing_library.script()
    assert answer.size < 512 * 1024 < len(answer.content) / 2


def test_plotly_is_of_the_version_of_the_installed_package_and_else_the_package_s_own(tmp_path, monkeypatch) -> None:
    whole = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
    assert drawing_library.version(drawing_library._SMALL) == drawing_library.version(whole)
    older = tmp_path / "older.js"
    older.write_bytes(drawing_library._SMALL.read_bytes().replace(drawing_library.version(whole), b"1.0.0", 1))
    monkeypatch.setattr(drawing_library, "_SMALL", older)
    assert drawing_library.script() == whole.read_bytes()


def test_a_reader_without_compression_gets_the_same_bytes() -> None:
    plain = get(server.plotly_url(), accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    assert plain.content == get(server.plotly_url()).content


def test_streamlits_own_files_are_compressed_and_no_other_file_can_be_named() -> None:
    name, path = next((n, p) for n, p in server._statics().items() if n.endswith(".js"))
    answer = get(f"/{name}")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == path.read_bytes()
    for wrong in ("/static/../index.html", "/static/js/%2e%2e/%2e%2e/index.html", "/xunxiao/dashboard.py"):
        assert get(wrong).status == 404


def test_a_name_that_is_not_the_server_s_is_refused_in_both_languages() -> None:
    """The same by a browser, with the line a page is drawn over: tests/browser/test_ways.py."""
    refused = get("/levels", host="evil.example")
    assert refused.status == 421 and refused.headers.items() >= {k.lower(): v for k, v in server.HEADERS.items()}.items()
    assert all(t(lang, "frame.other_host") in refused.content.decode() for lang in ("zh", "en"))


def test_every_answer_carries_the_security_headers() -> None:
    for path in ("/", "/nowhere", server.plotly_url()):
        assert get(path).headers.items() >= {k.lower(): v for k, v in server.HEADERS.items()}.items()
    assert "frame-ancestors 'self'" in server.HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "lang"), [("/levels?lang=en", "en"), ("/levels?lang=zh", "zh-CN"), ("/", "zh-CN")]
)
def test_the_page_has_our_language_title_icon_and_style_before_streamlit_starts(asked: str, lang: str) -> None:
    page = get(asked, accept_language="zh-CN,en").content.decode()
    assert f'<html lang="{lang}">' in page
    assert "<title>训效 Xunxiao</title>" in page
    assert server._url("frame", ".css") in page and server._url("icon", ".svg") in page
    assert "SourceSans" not in page and "favicon.png" not in page


def test_the_first_page_can_be_asked_for_by_its_name_and_keeps_the_question() -> None:
    answer = get("/briefing?lang=en&region=610800")
    assert (answer.status, answer.headers["location"]) == (307, "/?lang=en&region=610800")


def test_a_page_that_is_not_there_leads_to_the_first_one_which_names_it() -> None:
    answer = get("/levelz?lang=en&region=610800")
    assert (answer.status, answer.headers["location"]) == (307, "/?lang=en&region=610800&page=levelz")
    assert get("/旧页").headers["location"] == "/?page=%E6%97%A7%E9%A1%B5"
    assert all(get(f"/{kept}").status != 307 for kept in ("_stcore/health", "levels", "favicon.png"))


def test_outlines_of_an_unknown_layer_are_refused() -> None:
    with pytest.raises(KeyError):
        server.outlines_url("street")


def test_before_the_port_answers_objects_are_frozen_and_no_page_can_run_without_the_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)

    told = []

    def look() -> None:
        told.append(1)
        if len(told) == 1:
            raise OSError("the disk is away for a moment")

    async def start() -> tuple[int, bool | None]:
        async with server.lifespan(look)(None):
            while len(told) < 2:
                await asyncio.sleep(0.01)
            return gc.get_freeze_count(), PagesManager.uses_pages_directory

    monkeypatch.setattr(server, "_LOOK", 0.01)

    frozen, beside = asyncio.run(start())
    gc.unfreeze()
    assert frozen > 10_000
    assert beside is False


def test_streamlits_own_record_of_an_error_is_dropped_because_it_quotes_data() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 0, "Uncaught app execution", None, None)
    assert not server._without_values(record)
    record.msg = "something else"
    assert server._without_values(record)


def test_a_first_visit_shows_the_last_twelve_months_against_a_year_ago_in_the_readers_language(
    app: AppTest,
) -> None:
    app.run()
    assert not app.exception
    assert app.query_params["from"] == "2025-07" and app.query_params["region"] == "all"
    assert scope(app).language == "zh"


def test_a_choice_is_asked_and_kept_on_the_next_page(app: AppTest) -> None:
    app.run()
    follow(app, ("region", "610800"))
    assert scope(app).region == ("610800",) and app.query_params["region"] == "610800"
    app.query_params.clear()
    app.switch_page(str(frame.FOLDER / "levels.py")).run()
    assert app.session_state["page"] == "levels"
    assert app.query_params["region"] == "610800"


def test_a_link_with_nothing_usable_shows_no_page_until_the_reader_chooses(app: AppTest) -> None:
    app.query_params["region"] = "<b>9</b>"
    app.run()
    assert not app.text and "&lt;b&gt;9&lt;/b&gt;" in html(app)
    assert app.query_params["region"] == "<b>9</b>"
    app.button("f_unblock").click().run()
    assert app.text and app.query_params["region"] == "all"


def test_a_choice_in_the_bar_also_answers_a_link_with_nothing_usable(app: AppTest) -> None:
    app.query_params["region"] = "999999"
    app.run()
    follow(app, ("region", "610800"))
    assert app.text and "999999" not in html(app)


def test_a_session_stays_on_its_version_when_a_newer_one_is_published(app: AppTest, tmp_path: Path) -> None:
    app.run()
    fake_warehouse.publish(tmp_path / "warehouse", "20260801-080000")
    app.run()
    assert scope(app).version == "20260702-091400"


def test_a_session_whose_version_was_removed_says_so_and_goes_on(app: AppTest, tmp_path: Path) -> None:
    app.run()
    fake_warehouse.publish(tmp_path / "warehouse", "20260801-080000")
    (tmp_path / "warehouse" / "20260702-091400.duckdb").unlink()
    app.run()
    assert scope(app).version == "20260801-080000"
    assert "20260702-091400" in html(app) and "已被清理" in html(app)
    app.run()
    assert "20260702-091400" not in html(app)


def test_a_link_may_pin_a_version_and_an_unknown_one_shows_no_numbers(app: AppTest, tmp_path: Path) -> None:
    fake_warehouse.publish(tmp_path / "warehouse", "20260801-080000")
    app.query_params["v"] = "20260702-091400"
    app.run()
    assert scope(app).version == "20260702-091400" and app.query_params["v"] == "20260702-091400"
    app.query_params["v"] = "20200101-000000"
    app.run()
    assert not app.text and t("zh", "frame.version_gone", old="20200101-000000", version="20260702-091400") in html(app)
    assert t("zh", "frame.blocked") not in html(app) and t("zh", "frame.bad_link", values="") not in html(app)
    app.button("f_unblock").click().run()
    assert app.text and "v" not in app.query_params


def test_a_link_to_a_removed_version_says_so_in_english_too(app: AppTest) -> None:
    app.query_params["v"], app.query_params["lang"] = "20200101-000000", "en"
    app.run()
    assert t("en", "frame.version_gone", old="20200101-000000", version="20260702-091400") in html(app)
    assert app.button("f_unblock").label == t("en", "frame.unblock_version", version="20260702-091400")


def test_a_language_switch_changes_the_words_and_nothing_else(app: AppTest) -> None:
    app.query_params["region"] = "610881"
    app.run()
    before = scope(app)
    follow(app, ("lang", "en"))
    assert scope(app) == before.changed(language="en")
    assert app.query_params["lang"] == "en"


def test_without_a_warehouse_the_page_says_in_both_languages_how_to_build_one(
    app: AppTest, tmp_path: Path
) -> None:
    for file in (tmp_path / "warehouse").iterdir():
        file.unlink()
    app.run()
    assert [code.value for code in app.code] == 2 * ["make run", "python -m data build SOURCES"]
    assert {head.value for head in app.subheader} == {"还没有数据", "No data yet"}


def test_the_first_page_of_the_site_is_made_for_each_language() -> None:
    assert gzip.decompress(server._index("zh").body) != gzip.decompress(server._index("en").body)
