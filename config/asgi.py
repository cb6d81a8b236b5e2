"""Pages and sockets for an ASGI server; in production it serves only /ws/."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from live.routing import websocket_application  # noqa: E402  the apps must be loaded first

application = ProtocolTypeRouter({"http": pages, "websocket": websocket_application})
