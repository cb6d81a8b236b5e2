"""From the demo's files to the rows that months of use would have left, in the order in which they need each other."""

from datetime import timedelta

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.models import Room
from demo.accounts import READER
from demo.chat import add_group, add_rooms
from demo.companies import add_companies, settle_in
from demo.forum import add_boards, add_tags, draft_of
from demo.moments import play
from demo.names import Names
from demo.networking import add_sessions
from demo.past import mail_only, unheard
from demo.people import add_administration, add_people
from demo.reader import read
from forum.bulk import add_threads, analyze
from forum.models import Board, Thread
from search.models import Synonyms


class NotEmpty(Exception):
    """There are people, boards or rooms already: demo content never mixes with what others wrote."""


def load():
    """Fill an empty database with the demo content, all or nothing; return how many rows of each kind.

    Raises NotEmpty.
    """
    content, now = read(), timezone.now()
    with transaction.atomic(), unheard():
        if any(model.objects.exists() for model in (User, Board, Room)):
            raise NotEmpty
        names = add_names(content, now)
        add_threads([draft_of(thread, names, now) for thread in content.threads])
        add_synonyms(content.synonyms)
        add_rooms(content, names.people, now)
        for group in content.groups:
            add_group(group, names, now)
        play(content.moments, names, now)
        add_sessions(content.sessions, names, now)
        mail_only(names.people[READER])
        call_command("rebuild_search", verbosity=0)
        analyze()
        kinds = {"people": User, "threads": Thread, "rooms": Room}
        return {what: model.objects.count() for what, model in kinds.items()}


def add_names(content, now):
    """Store what threads and rooms name."""
    companies = add_companies(content)
    oldest = max(thread["days_ago"] for thread in content.threads)
    people = add_people(content.people, companies, before=now - timedelta(days=oldest))
    administrator = add_administration(people)
    settle_in(content.people, people, companies)
    return Names(
        people={**people, "administration": administrator},
        companies=companies,
        boards=add_boards(content.boards, people),
        tags=add_tags(content.tags, companies),
    )


def add_synonyms(groups):
    Synonyms.objects.bulk_create(Synonyms(words=", ".join(words)) for words in groups)
