"""What a page asks over HTTP: the same frames where a socket does not work, and a person's counters."""

import time
from concurrent.futures import Future
from functools import partial

from django.core.cache import cache
from django.http import Http404, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from live.counters import counters_of
from live.streams import changes_since, head_for, parse_topic
from live.topics import ANSWER_LIVES

_readings = {}  # key: Future of the thread that reads, in this process


@require_GET
@never_cache
def since(request):
    """Answer with the frames that a page at `version` misses, for those who may read the topic, guests included.

    A topic without numbers always answers with its hint: polling, a page cannot know better.
    """
    topic = parse_topic(request.GET.get("topic", ""))
    head = topic and head_for(request.user, topic)
    if head is None:
        raise Http404
    if not topic.is_stream:
        return JsonResponse({"frames": [{"topic": topic.name, "hint": True}]})
    if topic.kind.attend:
        topic.kind.attend({topic.pk: {request.user.pk}})
    version = request.GET.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 20):
        return JsonResponse({"error": "version"}, status=422)
    if int(version) == head:
        return JsonResponse({"frames": []})
    return JsonResponse({"frames": [shared_changes(topic, int(version), head)]})


def shared_changes(topic, version, head):
    """Read what changed once for all who poll from the same version; with another head it is another answer."""
    language = get_language()
    key = f"since:{topic.name}:{version}:{head}:{language}"
    read = partial(changes_since, topic.name, version, language)
    return once(key, partial(cache.get_or_set, key, read, ANSWER_LIVES))


def once(key, read):
    """Return what `read` returns: of the threads that ask at the same time one reads, the others wait for it.

    The cache alone does not do it: pages that come back together all miss before the first has read.
    """
    ours = Future()
    reading = _readings.setdefault(key, ours)
    if reading is ours:
        try:
            ours.set_result(read())
        except BaseException as failure:
            ours.set_exception(failure)
        finally:
            del _readings[key]
    return reading.result()


@require_GET
@never_cache
def now(request):
    """Answer with the server's time, in milliseconds since 1970: what begins by the clock begins by this one."""
    return JsonResponse({"now": time.time() * 1000})


@require_GET
@never_cache
def counters(request):
    """Answer with what the person's page counts; a guest has nothing to count."""
    person = request.user.pk
    return JsonResponse({"counters": counters_of([person])[person] if person else {}})
