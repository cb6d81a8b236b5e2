"""What a page asks over HTTP: the same frames where a socket does not work, and a person's counters."""

from functools import partial

from django.core.cache import cache
from django.http import Http404, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from live.counters import counters_of
from live.streams import changes_since, head_for, parse_topic
from live.topics import ANSWER_LIVES


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
    version = request.GET.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 20):
        return JsonResponse({"error": "version"}, status=422)
    if int(version) == head:
        return JsonResponse({"frames": []})
    return JsonResponse({"frames": [shared_changes(topic, int(version), head)]})


def shared_changes(topic, version, head):
    """Read what changed once for all who poll from the same version; with another head it is another answer."""
    language = get_language()
    read = partial(changes_since, topic.name, version, language)
    return cache.get_or_set(f"since:{topic.name}:{version}:{head}:{language}", read, ANSWER_LIVES)


@require_GET
@never_cache
def counters(request):
    """Answer with what the person's page counts; a guest has nothing to count."""
    person = request.user.pk
    return JsonResponse({"counters": counters_of([person])[person] if person else {}})
