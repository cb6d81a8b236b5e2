"""Whole pages that all guests see alike: made once for each state, then answered again for some seconds."""

import re
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

SECONDS = 10
# A token of the form and the nonce of the script are the only things in which two guests' pages differ.
TOKEN = re.compile(rb'data-csrf="(\w{64})"')


def kept_for_guests(state_of):
    """Decorate a view: guests get the page last made for this address while its state is the same.

    `state_of(request, **kwargs)` asks at each request what the page hangs on; nothing, where a guest may not see it.
    What it leaves out (somebody's new name) shows after ten seconds. A reader with a session, or with a message that
    waits, has the view's own answer.
    """

    def decorate(view):
        @wraps(view)
        def answer(request, **kwargs):
            known = settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES
            state = None if known else state_of(request, **kwargs)
            if not state:
                return view(request, **kwargs)
            key = key_of(request, state)
            kept = caches["pages"].get(key)
            return again(request, *kept) if kept else keep(key, request, view(request, **kwargs))

        return answer

    return decorate


def key_of(request, state):
    chosen = get_language(), request.COOKIES.get("theme", ""), settings.BUILD
    return sha256(repr((request.get_full_path(), chosen, state)).encode()).hexdigest()


def keep(key, request, response):
    token = TOKEN.search(response.content)
    if response.status_code == 200 and token:
        caches["pages"].set(key, (response.content, token[1], str(request.csp_nonce).encode()), SECONDS)
    return response


def again(request, body, token, nonce):
    """Answer a page that was made for another guest, with the token and the nonce of this one."""
    body = body.replace(token, get_token(request).encode()).replace(nonce, str(request.csp_nonce).encode())
    return HttpResponse(body)
