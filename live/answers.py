"""How a write answers a page that is live: with the frame that everyone else will hear."""

from django.http import JsonResponse
from django.utils.translation import get_language

from live.streams import Changes, parse_topic


def wants_frames(request):
    """Tell whether the page's script sent this; without JavaScript the same address answers with a page."""
    return request.headers.get("Accept", "").startswith("application/json")


def answer_frame(topic, rows, status=200):
    """Answer with the rows as their stream's frame, in the reader's language."""
    version = max(row.version for row in rows)
    changes = Changes(parse_topic(topic), version - 1, version, rows)
    return JsonResponse({"frames": [changes.frame(get_language())]}, status=status)


def answer_errors(form, status, **beside):
    """Answer with the sentences to show beside what was typed, and what else helps; the page keeps the text."""
    sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
    return JsonResponse({"errors": sentences, **beside}, status=status)
