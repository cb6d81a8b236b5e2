"""daphne as this project runs it. Importing it installs Twisted's reactor: not before there is something to serve."""

import asyncio
from functools import lru_cache

import uvloop

asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

# daphne makes its loop and chooses the reactor while it is imported: whoever needs the reactor takes it from here.
from autobahn.websocket.protocol import PreparedMessage  # noqa: E402
from daphne.server import Server as Daphne  # noqa: E402
from daphne.server import reactor  # noqa: E402
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol  # noqa: E402

__all__ = ["Server", "reactor"]


class Server(Daphne):
    """Takes small frames only, and tells every page when it stops."""

    def __init__(self, **options):
        # What pages say is small. Not websocket_max_message_size: it would limit what we send, too.
        super().__init__(websocket_max_frame_size=4096, **options)

    def kill_all_applications(self):
        """Cancel every application; daphne 4.2.3 cancels none when one connection has no application (any more)."""
        served = {protocol: about for protocol, about in self.connections.items() if "application_instance" in about}
        self.connections = served
        return super().kill_all_applications()


class Connection(WebSocketProtocol):
    """Frames a text once for all the pages it goes to."""

    def serverSend(self, content, binary=False):
        if binary:
            super().serverSend(content, binary)
        else:
            self.sendPreparedMessage(framed(content))


@lru_cache(8)
def framed(text):
    return PreparedMessage(text.encode(), isBinary=False, applyMask=False, doNotCompress=True)


WebSocketFactory.protocol = Connection
