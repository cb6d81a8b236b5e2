"""The limit of Python, for comparison with the hub: `python -m bench.limit PORT`.

Bare uvloop sockets, a handshake made by hand, each frame built once and written to each socket; no framework, nobody
asked who they are, nothing acknowledged. A page that says {"topic", "version"} makes the next message of the room.
"""

import asyncio
import json
import re
import sys
from base64 import b64encode
from hashlib import sha1

import uvloop

from bench.frames import LANGUAGE, texts_of
from bench.wire import TEXT, allow_many_files, frame_of, read_frames

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455


class Page(asyncio.Protocol):
    everyone = set()  # transports

    def connection_made(self, transport):
        self.transport = transport
        self.unread = b""

    def connection_lost(self, failure):
        self.everyone.discard(self.transport)

    def data_received(self, data):
        self.unread += data
        if self.transport not in self.everyone:
            self.shake_hands()
            return
        frames, self.unread = read_frames(self.unread)
        for opcode, payload in frames:
            if opcode == TEXT:
                self.tell_all(**json.loads(payload))

    def shake_hands(self):
        head, end, rest = self.unread.partition(b"\r\n\r\n")
        if not end:
            return
        key = re.search(rb"(?i)sec-websocket-key: *(\S+)", head)[1]
        accept = b64encode(sha1(key + GUID, usedforsecurity=False).digest())
        answer = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self.transport.write(answer + b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        self.everyone.add(self.transport)
        self.unread = rest

    def tell_all(self, topic, version):
        frame = frame_of(f"[{texts_of(topic, version)[LANGUAGE]}]".encode())
        for transport in self.everyone:
            transport.write(frame)


async def serve(port):
    server = await asyncio.get_running_loop().create_server(Page, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    allow_many_files()
    uvloop.run(serve(int(sys.argv[1])))
