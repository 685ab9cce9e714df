"""HTTP/1.1 as our servers speak it: uvicorn's protocol, with limits on the size of a head and on waiting.

uvicorn reads a head of any size, waits for its end for ever, and for a client that reads no more; each lets
one client take the memory or the connections of everybody. What cannot be read is answered as a problem.
"""

import asyncio
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.http.problems import MEDIA_TYPE

MAX_HEAD_BYTES = 65_536
HEADER_COST = 32  # what a header costs beside its bytes (as RFC 9113, section 6.5.2, counts)
HEAD_SECONDS = 15.0
UNREAD_SECONDS = 60.0  # for a client that leaves an answer unread


class HeadTooLarge(Exception):
    """Request line and headers are larger than `MAX_HEAD_BYTES`."""


class LimitedProtocol(HttpToolsProtocol):
    """One connection of a client."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._reading_head = False
        self._head_bytes = 0  # of complete headers
        self._unread_bytes = 0  # of all that came before the head's end: a header may never be complete
        self._head_timer: asyncio.TimerHandle | None = None
        self._unread_timer: asyncio.TimerHandle | None = None
        self._too_large = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give a client that sends nothing at all as long as one that is idle between requests."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._unset_keepalive_if_required()
        self._head_is_read()
        self._answer_is_read()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for a client that does not read, but not for ever."""
        super().pause_writing()
        self._unread_timer = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: it reads."""
        self._answer_is_read()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and stop a head that does not end."""
        super().data_received(data)
        if self._reading_head:
            if self._head_timer is None:
                self._head_timer = self.loop.call_later(HEAD_SECONDS, self._head_is_late)
            self._unread_bytes += len(data)
            if self._unread_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
                self._too_large = True
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin to measure a head."""
        super().on_message_begin()
        self._reading_head, self._head_bytes, self._unread_bytes = True, 0, 0

    def on_url(self, url: bytes) -> None:
        """Measure the address."""
        super().on_url(url)
        self._measure(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Measure a header, and leave out what stands behind a body: uvicorn would take trailers for headers.

        HeadTooLarge reaches uvicorn as an error of the parser.
        """
        if self._reading_head:
            super().on_header(name, value)
        self._measure(len(name) + len(value) + HEADER_COST)

    def on_headers_complete(self) -> None:
        """Serve the request: its head came whole and in time."""
        self._head_is_read()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words say less than ours
        """Answer what cannot be read, as a problem, and close."""
        if self._too_large:
            detail = f"request line and headers are larger than {MAX_HEAD_BYTES} bytes"
            self._refuse(b"431 Request Header Fields Too Large", "head_too_large", detail)
        else:
            self._refuse(b"400 Bad Request", "not_http", "this is not HTTP/1.1 that means one thing")

    def _measure(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            self._too_large = True
            raise HeadTooLarge

    def _head_is_late(self) -> None:
        if not self.transport.is_closing():
            detail = f"request line and headers did not arrive within {HEAD_SECONDS:.0f} s"
            self._refuse(b"408 Request Timeout", "client_stalled", detail)

    def _head_is_read(self) -> None:
        self._reading_head = False
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _answer_is_read(self) -> None:
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _refuse(self, status: bytes, code: str, detail: str) -> None:
        self._head_is_read()
        number, _, title = status.decode().partition(" ")
        problem = {"type": f"/problems/{code}", "title": title, "status": int(number), "detail": detail}
        body = orjson.dumps({**problem, "code": code})
        head = b"HTTP/1.1 %b\r\ncontent-type: %b\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        self.transport.write(head % (status, MEDIA_TYPE.encode(), len(body)) + body)
        self.transport.close()
