"""What every answer carries and every refusal has in common."""

from uuid import uuid4

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.middleware.gzip import GZipMiddleware

MOST_BYTES = 11_000_000  # of a request: a file of 10 MB, and what a form says beside it
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


def no_nul(get_response):
    """Refuse a query or a cookie that holds a NUL: nobody types one, and PostgreSQL takes none. Forms refuse theirs."""

    def middleware(request):
        if "%00" in request.META.get("QUERY_STRING", "") or any("\0" in value for value in request.COOKIES.values()):
            raise SuspiciousOperation("A NUL in a query or a cookie")
        return get_response(request)

    return middleware


def no_flood(get_response):
    """Refuse what is larger than any file we take before it is read; Django limits the fields of forms, not files."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_BYTES:
            raise RequestDataTooBig("A request larger than any file")
        return get_response(request)

    return middleware


class CompressText(GZipMiddleware):
    """Compress pages, not pictures and PDFs: they are as small as they get."""

    def process_response(self, request, response):
        is_text = response.headers.get("Content-Type", "").startswith(("text/", "application/j"))
        return super().process_response(request, response) if is_text else response
