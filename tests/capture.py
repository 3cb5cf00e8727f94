"""All that reaches a browser, and whether a number is in it, however it was packed."""

from __future__ import annotations

import re
import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator

from playwright.sync_api import Page, Response

_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")  # how gzip and zlib begin
_FILES = ("javascript", "css", "javascript; charset=utf-8", "css; charset=utf-8")
_DEEP = 3  # a text in base64 in a gzip in a frame


def kept(page: Page) -> list[bytes]:
    """What comes from now on, unpacked as the browser hands it out: every frame of every websocket, and every answer but the
    files of the program, which are the same for everybody.
    """
    found: list[bytes] = []

    def frame(content: bytes | str) -> None:
        found.append(content.encode() if isinstance(content, str) else content)

    def answer(response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if response.ok and response.status != 204 and not kind.endswith(_FILES):
            found.append(response.body())

    page.on("websocket", lambda socket: socket.on("framereceived", frame))
    page.on("requestfinished", lambda request: answer(request.response()))
    return found


def streams(content: bytes, deep: int = _DEEP) -> Iterator[bytes]:
    """The content, and what is packed in it: gzip, zlib, base64."""
    yield content
    if deep:
        for start in _PACKED.finditer(content):
            try:
                inner = zlib.decompressobj(wbits=47).decompress(content[start.start() :])
            except zlib.error:
                continue
            yield from streams(inner, deep - 1)
        for text in _BASE64.findall(content):
            body = text.rstrip(b"=")
            if len(body) % 4 != 1:
                yield from streams(b64decode(body + b"=" * (-len(body) % 4)), deep - 1)


def written(value: float) -> tuple[bytes, ...]:
    """How a number may stand there: ten digits of the share or of per cent as text, or as eight bytes of a double."""
    both = value, 100 * value
    return *(repr(one)[:10].encode() for one in both), *(struct.pack(order, one) for one in both for order in ("<d", ">d"))


def holding(contents: list[bytes], values: set[float]) -> set[float]:
    """Those of the values that are in one of these."""
    every = list({part for content in contents for part in streams(content)})
    return {value for value in values if any(text in part for part in every for text in written(value))}
