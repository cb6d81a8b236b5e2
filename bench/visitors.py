"""A process that reads pages over kept-alive connections, each again as soon as it was answered.

Reads JSON orders, one a line, {"port", "path", "session", "connections", "seconds"}, and answers each with the
latencies that it saw, in ms, and how long it took: {"latencies", "seconds", "bytes"}.
"""

import asyncio
import json
import sys
from time import monotonic

import uvloop


async def visit(port, path, session, connections, seconds):
    began = monotonic()
    visitors = [Visitor(port, path, session) for _ in range(connections)]
    await asyncio.gather(*(visitor.read_until(began + seconds) for visitor in visitors))
    latencies = [latency for visitor in visitors for latency in visitor.latencies]
    return {"latencies": latencies, "seconds": monotonic() - began, "bytes": visitors[0].bytes}


class Visitor:
    def __init__(self, port, path, session):
        self.port = port
        cookie = f"Cookie: sessionid={session}\r\n" if session else ""
        # As a browser behind the reverse proxy of production.
        self.request = (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 127.0.0.1\r\n"
            f"Accept: text/html\r\nAccept-Encoding: gzip, br\r\nAccept-Language: fr-CA\r\n{cookie}\r\n"
        ).encode()
        self.latencies, self.bytes = [], 0

    async def read_until(self, end):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while True:
            asked = monotonic()
            writer.write(self.request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            self.bytes = int(head.split("content-length:")[1].split()[0])
            body = await reader.readexactly(self.bytes)
            if " 200 " not in head.partition("\r\n")[0]:
                raise RuntimeError(f"Not answered: {head}\n{body[:2000]!r}")
            self.latencies.append(round((monotonic() - asked) * 1000, 2))
            if monotonic() > end:
                break
        writer.close()


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(uvloop.run(visit(**json.loads(line)))), flush=True)
