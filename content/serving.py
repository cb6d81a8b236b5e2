"""Private files over HTTP: sent by nginx where it may read them (ACCEL_REDIRECT), else from here."""

from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

# A picture that is opened by itself is laid out by the browser's own style; nothing else may happen in it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def send_file(request, path, *, content_type, download_as="", kept_for=0):
    """Answer with a file that never changes; the caller has asked who may have it.

    Browsers keep it and ask again, after `kept_for` seconds: each time unless told otherwise, so that what is hidden is
    gone at once.
    """
    etag = f'"{PurePath(path).stem}"'
    response = None if settings.ACCEL_REDIRECT else get_conditional_response(request, etag=etag)
    if response is None:
        response = redirected(path) if settings.ACCEL_REDIRECT else read(path, etag)
        response["Content-Type"] = content_type
        response["Content-Disposition"] = content_disposition_header(bool(download_as), download_as) or "inline"
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = f"private, max-age={kept_for}" if kept_for else "private, no-cache"
    return response


def redirected(path):
    return HttpResponse(headers={"X-Accel-Redirect": f"{settings.ACCEL_REDIRECT}{path}"})


def read(path, etag):
    # Whole: it has 10 MB at most, and an ASGI server would hold all of it anyway.
    try:
        with default_storage.open(path) as file:
            return HttpResponse(file.read(), headers={"ETag": etag})
    except FileNotFoundError:
        raise Http404 from None
