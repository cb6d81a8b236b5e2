"""daphne as this project runs it. Importing it installs Twisted's reactor: not before there is something to serve."""

# daphne chooses the reactor: whoever needs it takes it from here.
from daphne.server import Server as Daphne
from daphne.server import reactor

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
