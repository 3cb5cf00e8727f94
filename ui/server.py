"""The web server around the pages: warm start, plotly and map outlines by their own addresses,
compressed files, security headers.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from board.text import t
from data.faults import note
from data.versions import clear_leftovers, default_warehouse
from ui import board_files, drawing_library, theme
from ui.navigation import PAGES, TOOLS

CODES = theme.ROOT / "data" / "codes"
LAYERS = ("city", "county")
_NO_PAGE = re.compile(r"[^_./][^./]*")  # one step without a dot: a page, if there is one of that name
_LOOK = 2  # s, for a version published while the server runs
FOREVER = "public, immutable, max-age=31536000"  # the address holds the hash of the content
KINDS = {
    ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml",
    ".html": "text/html; charset=utf-8", ".sql": "text/plain; charset=utf-8", ".wasm": "application/wasm",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # Nothing may be loaded from or sent to another place: the product works, and stays, in its network.
    "Content-Security-Policy": "default-src 'self' data: blob:; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws: wss: data: blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'",
}

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Asset:
    """A file ready to send. `body` is gzip-compressed."""

    body: bytes
    kind: str


def lifespan(look: Callable[[], None]) -> Callable[[st.App], AbstractAsyncContextManager[None]]:
    """What is done before the port answers. From then on `look` is called every few seconds, one call after another."""

    @asynccontextmanager
    async def running(app: st.App) -> AsyncIterator[None]:
        _prepare()
        looking = asyncio.create_task(_keep(look))
        yield
        looking.cancel()

    return running


async def _keep(look: Callable[[], None]) -> None:
    while True:
        [failed] = await asyncio.gather(run_in_threadpool(look), return_exceptions=True)
        if failed:  # the next look may find what this one could not read
            logging.getLogger(__name__).error("%s", type(failed).__name__)
        await asyncio.sleep(_LOOK)


def _prepare() -> None:
    """Takes what is loaded out of every later garbage collection."""
    logging.getLogger("streamlit.error_util").addFilter(_without_values)
    # Else the first reader of all, arriving at a page's own address, would get the page without the frame.
    PagesManager.uses_pages_directory = False
    if clear_leftovers(default_warehouse()):
        logging.getLogger(__name__).warning(note("leftovers").en)
    _assets()
    gc.collect()
    gc.freeze()


def routes(made: Answer, pointed: Answer) -> list[Route]:
    """The addresses the server adds to Streamlit's; `made` and `pointed` answer what `ahead_url` names."""
    under = {f"{_prefix()}/xunxiao/{{name}}": _asset}
    under |= {ahead_url("{ticket}") + "/{index:int}": made, ahead_url("{ticket}") + "/{page}": pointed}
    return [Route(address, answer) for address, answer in under.items()]


def middleware() -> list[Middleware]:
    """Headers outermost, then compression."""
    return [Middleware(secured), Middleware(compressed)]


def plotly_url() -> str:
    """Where the page loads plotly.js from (ui/drawing_library.py), never a CDN."""
    return _url("plotly", ".js")


def board_url() -> str:
    """Where the page loads the script of the component that draws a Board from."""
    return _url("board", ".js")


def top_url() -> str:
    """Where the page loads the script of the header and filter bar from."""
    return _url("top", ".js")


def outlines_url(layer: str) -> str:
    """Where the page loads the outlines of "city" or "county" from. KeyError for another layer."""
    return _url(f"map-{layer}", ".json")


def query_url(sql: str) -> str:
    """Where the page loads the text of a query from. KeyError for a text that is no query of ours."""
    return _url(_queries()[sql], ".sql")


def ahead_url(ticket: str) -> str:
    """Where the page fetches what was made ahead for it, followed by "/" and a number from 0, or a page and its question."""
    return f"{_prefix()}/xunxiao/ahead/{ticket}"


def compressed(app: ASGIApp) -> ASGIApp:
    """Send the page and Streamlit's own files gzip-compressed, each compressed once.

    Streamlit serves them as they are, which makes a first visit four times as long on a slow line.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return await app(scope, receive, send)
        path = scope["path"].removeprefix(_prefix()).strip("/")
        if path == PAGES[0]:  # the first page lives at the root; its own name is what people type
            return await RedirectResponse(_root(scope), 307)(scope, receive, send)
        if _NO_PAGE.fullmatch(path) and path not in (*PAGES, *TOOLS):  # an old or mistyped address is told of there
            return await RedirectResponse(_root(scope, page=path), 307)(scope, receive, send)
        if path in ("", *PAGES, *TOOLS):
            asset, cached = _index(_reader_language(scope)), "no-cache"
        elif path in _statics():
            asset, cached = await run_in_threadpool(_compress, _statics()[path]), FOREVER
        else:
            return await app(scope, receive, send)
        await response(asset, cached, scope)(scope, receive, send)

    return serve


def _root(scope: Scope, **more: str) -> str:
    query = "&".join(filter(None, (scope["query_string"].decode("latin-1"), urlencode(more))))
    return f"{_prefix()}/" + (f"?{query}" if query else "")


def secured(app: ASGIApp) -> ASGIApp:
    """Add the security headers to every answer; to a name that is not the server's there is none but how to allow it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_host_allowed(Headers(scope=scope).get("host")):
            said = "\n".join(t(language, "frame.other_host") for language in ("zh", "en"))
            await Response(said, 421, HEADERS, "text/plain")(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await app(scope, receive, answer if scope["type"] == "http" else send)

    return serve


def _without_values(record: logging.LogRecord) -> bool:
    """Streamlit logs every uncaught error with its message, which may quote data; ui.frame.report logs it."""
    return record.msg != "Uncaught app execution"


def _prefix() -> str:
    """The path the server is published under, as "/name" or ""."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


@cache
def _sources() -> dict[str, bytes]:
    """The files with an address of their own, by name without hash."""
    named = {
        "icon.svg": Path(__file__).parent / "assets" / "icon.svg",
        **{f"map-{layer}.json": CODES / f"map_{layer}.json" for layer in LAYERS},
    }
    found = {name: path.read_bytes() for name, path in named.items() if path.is_file()}
    made = {
        "frame.css": theme.css(), "board.css": board_files.style(),
        "board.js": board_files.script(board_files.BOARD), "top.js": board_files.script(board_files.TOP),
    }  # fmt: skip
    made |= {f"{name}.sql": sql for sql, name in _queries().items()}
    return {"plotly.js": drawing_library.script()} | found | {name: text.encode() for name, text in made.items()}


@cache
def _queries() -> dict[str, str]:
    """Text of each query -> its name."""
    paths = sorted((theme.ROOT / "queries").glob("*.sql"))
    return {path.read_text(encoding="utf-8"): f"query-{path.stem}" for path in paths}


@cache
def _names() -> dict[str, str]:
    """Name without hash -> name with it."""
    return {
        name: f"{Path(name).stem}-{hashlib.sha256(body).hexdigest()[:12]}{Path(name).suffix}"
        for name, body in _sources().items()
    }


@cache
def _assets() -> dict[str, Asset]:
    return {
        _names()[name]: Asset(gzip.compress(body, 6, mtime=0), KINDS[Path(name).suffix])
        for name, body in _sources().items()
    }


def _url(stem: str, suffix: str) -> str:
    return f"{_prefix()}/xunxiao/{_names()[stem + suffix]}"


async def _asset(request: Request) -> Response:
    asset = _assets().get(request.path_params["name"])
    return response(asset, FOREVER, request.scope) if asset else Response(status_code=404)


def response(asset: Asset, cached: str, scope: Scope) -> Response:
    """The file as the browser takes it; `cached` is for how long it may keep it."""
    headers = {"Cache-Control": cached, "Vary": "Accept-Encoding, Accept-Language"}
    if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
        return Response(asset.body, headers=headers | {"Content-Encoding": "gzip"}, media_type=asset.kind)
    return Response(gzip.decompress(asset.body), headers=headers, media_type=asset.kind)


@cache
def _statics() -> dict[str, Path]:
    """Streamlit's own text files by path. Only these are read: a request cannot name another file."""
    root = Path(file_util.get_static_dir())
    found = {path.relative_to(root).as_posix(): path for path in (root / "static").rglob("*")}
    return {name: path for name, path in found.items() if path.suffix in KINDS}


@cache
def _compress(path: Path) -> Asset:
    return Asset(gzip.compress(path.read_bytes(), 6, mtime=0), KINDS[path.suffix])


def _reader_language(scope: Scope) -> str:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    named = asked or Headers(scope=scope).get("accept-language", "")
    return "en" if named.lower().startswith("en") else "zh"


@cache
def _index(language: str) -> Asset:
    """Streamlit's page with our language, title, icon and style sheet: nothing else flashes first."""
    text = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    title = f"{t(language, 'frame.brand')} {t(language, 'frame.brand_latin')}"
    sheets = "".join(f'<link rel="stylesheet" href="{_url(name, ".css")}">' for name in ("frame", "board"))
    scripts = "".join(f'<link rel="modulepreload" href="{url}">' for url in (top_url(), board_url()))
    drawing = f'<link rel="preload" as="script" href="{plotly_url()}">'  # while Streamlit starts
    early = f"<script>{board_files.early(_prefix())}</script>"
    changes = (
        (r'<html lang="en">', f'<html lang="{"zh-CN" if language == "zh" else "en"}">'),
        (r"<title>Streamlit</title>", f"<title>{escape(title)}</title>"),
        (r'href="\./favicon\.png"', f'href="{_url("icon", ".svg")}"'),
        (r'<link\s+rel="preload"\s+href="[^"]*SourceSans[^>]*>', ""),  # a font no text is set in
        (r"</head>", f"{sheets}{scripts}{drawing}{early}</head>"),
    )
    for pattern, replacement in changes:
        text = re.sub(pattern, lambda _, new=replacement: new, text, count=1)
    return Asset(gzip.compress(text.encode(), mtime=0), KINDS[".html"])
