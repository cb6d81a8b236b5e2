"""Who a session is, and what people may follow, asked for many at once."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db.models import BigIntegerField, Value
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from live.streams import head_for

KEYS_PER_QUERY = 500
# One UNION: databases set a limit to its parts (SQLite 500) and planning grows with them.
PEOPLE_PER_QUERY = 100


def identify(session_keys):
    """Return {session key: user} of the sessions that are good now: two queries per 500 keys.

    Reads the same conditions as a request does (expiry, the hash that a password change ends,
    the account still active), without its side effects: a socket cannot set a cookie. Suspended
    people are included; the caller closes them with another code.
    """
    found = {}
    session_keys = list(set(session_keys))
    for start in range(0, len(session_keys), KEYS_PER_QUERY):
        sessions = _sessions(session_keys[start : start + KEYS_PER_QUERY])
        users = _users(data[SESSION_KEY] for data in sessions.values())
        for key, data in sessions.items():
            user = users.get(data[SESSION_KEY])
            if user and _hash_is_good(data, user):
                found[key] = user
    return found


def _sessions(keys):
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = store.get_model_class().objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    sessions = {row.session_key: row.get_decoded() for row in rows}
    return {
        key: data
        for key, data in sessions.items()
        if SESSION_KEY in data and data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    }


def _users(ids):
    # The company is on the card of those who are here.
    users = get_user_model()._default_manager.filter(pk__in=set(ids), is_active=True).select_related("company")
    return {str(user.pk): user for user in users}


def _hash_is_good(data, user):
    kept = data.get(HASH_SESSION_KEY, "")
    good = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(kept, one) for one in good)


def heads_for(questions):
    """Answer many (user, topic) at once: the stream's version (0 for a hint), or None where not visible.

    One query per kind of topic and 100 people: `visible_to` of each person, narrowed to the rows
    they ask about, joined by UNION ALL. The rule of who sees what stays in that one place.
    """
    heads = {(user.pk, topic): 0 for user, topic in questions if not topic.pk}
    asked = {}
    for user, topic in questions:
        if topic.pk:
            asked.setdefault(topic.kind, {}).setdefault(user, set()).add(topic)
    for kind, topics_of in asked.items():
        people = list(topics_of)
        for start in range(0, len(people), PEOPLE_PER_QUERY):
            chunk = people[start : start + PEOPLE_PER_QUERY]
            heads.update(_heads_of_kind(kind, {user: topics_of[user] for user in chunk}))
    return [heads.get((user.pk, topic)) for user, topic in questions]


def _heads_of_kind(kind, topics_of):
    if len(topics_of) == 1:
        [(user, topics)] = topics_of.items()
        if len(topics) == 1:
            [topic] = topics
            return {(user.pk, topic): head_for(user, topic)}
    parts = [_visible(kind, user, topics) for user, topics in topics_of.items()]
    by_pk = {topic.pk: topic for topics in topics_of.values() for topic in topics}
    rows = parts[0].union(*parts[1:], all=True)
    return {(person, by_pk[pk]): head for pk, person, head in rows}


def _visible(kind, user, topics):
    rows = kind.visible_to(user).filter(pk__in=[topic.pk for topic in topics]).order_by()
    rows = rows.annotate(person_of_row=Value(user.pk, BigIntegerField()))
    if next(iter(topics)).is_stream:
        return rows.values_list("pk", "person_of_row", "version")
    return rows.annotate(head_of_row=Value(0, BigIntegerField())).values_list("pk", "person_of_row", "head_of_row")
