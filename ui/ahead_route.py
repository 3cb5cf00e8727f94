"""Hands the browser the pages that were made ahead for it."""

from __future__ import annotations

import gzip

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from ui import ahead, screen, server


async def answer(request: Request) -> Response:
    """A page as its screen component takes it; 204 if nothing more comes under this ticket, 404 if nobody has it."""
    try:
        found = await ahead.made(request.path_params["ticket"], request.path_params["index"])
    except KeyError:
        return Response(status_code=404)
    if found is None:
        return Response(status_code=204)
    page, scope = found
    _, data = await run_in_threadpool(screen.finished, page, scope)
    asset = server.Asset(gzip.compress(screen.asked(data, scope), 6, mtime=0), server.KINDS[".json"])
    return server.response(asset, "no-store", request.scope)
