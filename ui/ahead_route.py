"""Hands the browser pages that were made ahead for it: those one click away, and the one it points at."""

from __future__ import annotations

import asyncio
import gzip

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from data.versions import default_warehouse
from queries import warehouse
from queries.scope import Scope
from ui import ahead, filters, screen, server
from ui.links import from_params
from ui.navigation import PAGES


async def made(request: Request) -> Response:
    """A page as its screen component takes it; 204 if nothing more comes under this ticket, 404 if nobody has it."""
    try:
        found = await ahead.made(request.path_params["ticket"], request.path_params["index"])
    except KeyError:
        return Response(status_code=404)
    return await run_in_threadpool(_page, request, *found) if found else Response(status_code=204)


async def pointed(request: Request) -> Response:
    """The page of an address that is pointed at; 204 if it cannot be made, was left for a click or is no plain answer."""
    page = request.path_params["page"]
    try:
        scope = await run_in_threadpool(_read, request, ahead.held(request.path_params["ticket"]))
    except KeyError:
        return Response(status_code=404)
    if page not in PAGES or scope is None:
        return Response(status_code=204)
    made_now = asyncio.wrap_future(ahead.point(page, scope, screen.finished))
    [done] = await asyncio.gather(made_now, return_exceptions=True)  # who opens a page that fails is told there
    return await run_in_threadpool(_page, request, page, scope) if done is True else Response(status_code=204)


def _read(request: Request, seen: Scope) -> Scope | None:
    """What the address asks of the version that its reader sees, None where that or anything asked cannot be had."""
    try:
        known = warehouse.open_version(default_warehouse(), seen.version).catalogue
    except (FileNotFoundError, warehouse.Failed):
        return None
    read = from_params(request.query_params, known, seen.viewer, filters.default(known, seen.viewer, seen.language))
    return None if read.warnings or read.blocked else read.scope


def _page(request: Request, page: str, scope: Scope) -> Response:
    _, data = screen.finished(page, scope)
    asset = server.Asset(gzip.compress(screen.asked(data, scope), 6, mtime=0), server.KINDS[".json"])
    return server.response(asset, "no-store", request.scope)
