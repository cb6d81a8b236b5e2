"""What every answer carries and every refusal has in common."""

from uuid import uuid4

import structlog

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


def security_headers(get_response):
    """Add the headers that Django has no setting for and name the request in the log."""

    def middleware(request):
        structlog.contextvars.bind_contextvars(request=uuid4().hex[:12])
        try:
            response = get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Pages hold a CSRF token and a person's counters: no shared or back-button cache may keep them.
        # A request refused on the way in has no person yet.
        known = hasattr(request, "user") and request.user.is_authenticated
        response.headers.setdefault("Cache-Control", "no-store" if known else "private, no-cache")
        return response

    return middleware
