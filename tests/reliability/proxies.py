"""A TCP proxy that behaves as bad networks do."""

import asyncio
import contextlib


class Proxy:
    """Stands between whoever connects to `port` and a server on `target`, and treats what passes by its `mode`.

    « pass »; « refuse »: open connections are cut and new ones too; « swallow »: connections open and nothing passes.
    `delay`: seconds that everything takes, each way. `answers_to_cut`: so many next answers to POST are cut off
    before their first byte, after the request has passed.
    """

    def __init__(self, target):
        self.target = target
        self.mode = "pass"
        self.delay = 0
        self.answers_to_cut = 0
        self.open = set()

    async def start(self):
        self.server = await asyncio.start_server(self.connected, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self):
        self.server.close()
        self.cut()

    def turn(self, mode):
        self.mode = mode
        if mode == "refuse":
            self.cut()

    def cut(self):
        for writer in list(self.open):
            writer.transport.abort()

    async def connected(self, reader, writer):
        if self.mode == "refuse":
            writer.transport.abort()
            return
        try:
            there_reader, there = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self.open |= {writer, there}
        asked = []  # the first bytes of this connection
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self.carry(reader, there, asked))
                both.create_task(self.carry(there_reader, writer, asked, is_answer=True))
        except* (OSError, EndOfStream):
            pass
        finally:
            self.open -= {writer, there}
            for end in (writer, there):
                end.transport.abort()

    async def carry(self, reader, writer, asked, *, is_answer=False):
        while data := await reader.read(65536):
            while self.mode == "swallow":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            if self.delay:
                await asyncio.sleep(self.delay)
            if not asked:
                asked.append(data[:4])
            if is_answer and self.answers_to_cut and asked[0] == b"POST":
                self.answers_to_cut -= 1
                raise EndOfStream
            writer.write(data)
            await writer.drain()
        with contextlib.suppress(OSError):
            writer.write_eof()
        if is_answer:  # a server that closes has nothing more to hear
            raise EndOfStream


class EndOfStream(Exception):
    pass
