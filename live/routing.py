"""The socket's ASGI application, for config.asgi: `/ws/` for pages of ours, anything else is refused."""

from live.consumers import live_application as websocket_application

__all__ = ["websocket_application"]
