"""The one address to which a mail server or a provider brings answers by email, off unless it is set up."""

import hashlib
import hmac
import logging

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from forum.by_email.actions import TooFast, take
from forum.by_email.reading import Unreadable, read

LARGEST = 10_000_000  # bytes
SIGNATURE = "X-Espace-Signature"

logger = logging.getLogger(__name__)


@csrf_exempt  # a program asks, without cookies; the signature is what allows it
@require_POST
def incoming(request):
    """Take an email as it was received (message/rfc822); say in a word what became of it.

    Its sender is believed: who brings it has asked SPF and DKIM. 200 also when it was refused for good, so that it is
    not brought again; 429, and 503 while the database is away, so that it is.
    """
    if not settings.INBOUND_ADDRESS:
        raise Http404
    if request.content_type != "message/rfc822":
        return said("not message/rfc822", 415)
    raw = request.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return said("too large", 413)
    if not is_signed(raw, request.headers.get(SIGNATURE, "")):
        return said("wrong signature", 403)
    try:
        return said(take(read(raw)), 200)
    except Unreadable:
        return said("unreadable", 400)
    except TooFast:
        response = said("too fast", 429)
        response.headers["Retry-After"] = "60"
        return response


def is_signed(raw, signature):
    wanted = hmac.new(settings.INBOUND_SECRET.encode(), raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={wanted}".encode(), signature.casefold().encode(errors="replace"))


def said(word, status):
    # No address, no words.
    logger.info("email brought: %s", word)
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain; charset=utf-8")
