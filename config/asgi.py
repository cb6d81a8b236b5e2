"""Pages and sockets for an ASGI server; in production it serves only /ws/."""

import os
import sys

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from live.routing import websocket_application  # noqa: E402  the apps must be loaded first

# A thread that computes keeps the interpreter for so many seconds each time the loop sends to a page: Python's own
# 5 ms are two hundred pages a second (docs/decisions/0011).
sys.setswitchinterval(0.001)

application = ProtocolTypeRouter({"http": pages, "websocket": websocket_application})
