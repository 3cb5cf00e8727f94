"""Sessions without a browser: the bare protocol, to weigh many of them."""

from __future__ import annotations

import time
from contextlib import ExitStack

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from bench.server import Server, memory

_FAILED = b'x-notice x-error"'  # as ui/frame.py says an error
WARM = 5  # sessions before the weighing, so that what is loaded once is loaded


def weigh(server: Server, count: int) -> float:
    """MiB of server memory for each of `count` sessions that have drawn the first page and stay open."""
    with ExitStack() as held:
        for _ in range(WARM):
            visit(held.enter_context(opened(server)))
        before = memory(server.pid)
        for _ in range(count):
            visit(held.enter_context(opened(server)))
        return (memory(server.pid) - before) / count


def visit(line: ClientConnection, query: str = "") -> float:
    """Run the page once; ms until the server says it has finished. RuntimeError on an error, also one the reader is told."""
    began = time.perf_counter()
    message = BackMsg()
    message.rerun_script.query_string = query
    line.send(message.SerializeToString())
    while True:
        received = line.recv(timeout=60)
        if _FAILED in received:
            raise RuntimeError("the page says that it failed")
        answer = ForwardMsg.FromString(received)
        if answer.WhichOneof("type") == "script_finished":
            if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise RuntimeError(answer.script_finished)
            return (time.perf_counter() - began) * 1000


def opened(server: Server) -> ClientConnection:
    """A new session's line to the server."""
    return connect(server.address.replace("http", "ws", 1) + "/_stcore/stream", subprotocols=["streamlit"], max_size=None)
