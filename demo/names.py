"""What the files name by a handle, a slug or a title, and the rows that these became."""

import re
from dataclasses import dataclass

from accounts.mentions import row
from chat.models import Message, Room
from demo.reader import as_typed
from forum.models import Post, Thread

CALLED = re.compile(r"@\{([\w-]+)\}")
LINKED = re.compile(r"\{thread ([^}]+)\}")


@dataclass
class Names:
    """People by handle, the others by slug. Threads and rooms are asked anew each time: they change."""

    people: dict
    companies: dict
    boards: dict
    tags: dict

    def typed(self, body):
        """Return a text as someone typed it, where `@{camille-gauthier}` and `@{profiles-norchaud}` are mentions.

        `{thread Cobot ou robot…}` is a link to the thread of this title.
        """
        linked = LINKED.sub(lambda found: self.link(found[1]), as_typed(body))
        return CALLED.sub(lambda found: self.mention(found[1]), linked)

    def link(self, title):
        return f"[{title}]({self.thread(title).get_absolute_url()})"

    def mention(self, name):
        return mention_of(self.people.get(name) or self.companies[name])

    def thread(self, title):
        return Thread.objects.select_related("board").get(title=title)

    def post(self, title, number):
        return Post.objects.select_related("thread__board", "author").get(thread__title=title, number=number)

    def room(self, slug):
        return Room.objects.get(slug=slug)

    def message(self, slug, begins):
        return Message.objects.select_related("room", "author").get(room__slug=slug, body__startswith=begins)


def mention_of(target):
    """Return the text that calls a person or a company, as the type-ahead writes it."""
    return row(target, target.name, "")["text"]
