"""A process that answers POSTs through WSGI and says what they cost: `python -m bench.posting product|minimal …`.

Reads JSON orders, one a line, and answers each with one: {"posts": n} with the CPU of a post in µs, {"count": path}
with its statements, {"parts": n} with what each part took.
"""

import io
import json
import sys
from collections import Counter
from contextlib import ExitStack, contextmanager
from pkgutil import resolve_name
from time import process_time, thread_time
from unittest.mock import patch
from urllib.parse import urlencode
from uuid import uuid4

import django

from bench.frames import BODY, TOKEN

WARM_UP = 30
MICRO = 1_000_000


def main():
    kind, session, path = sys.argv[1:]
    django.setup()
    from django.core.wsgi import get_wsgi_application

    if kind == "minimal":
        from bench import minimal

        minimal.set_up()
        session, path = minimal.sign_someone_in(), minimal.PATH
    poster = Poster(get_wsgi_application(), session, path)
    poster.cpu_of(WARM_UP)
    for line in sys.stdin:
        [(order, what)] = json.loads(line).items()
        answer = {"posts": poster.cpu_of, "count": poster.statements, "parts": poster.parts}[order](what)
        print(json.dumps(answer), flush=True)


class Poster:
    """A member's page that posts, without a server between."""

    def __init__(self, application, session, path):
        self.application, self.session, self.path = application, session, path

    def cpu_of(self, posts):
        """Return the CPU time of one post in µs, the whole process taken: publishing has a thread of its own."""
        environments = [self.environment(self.path) for _ in range(posts)]
        began = process_time()
        for environment in environments:
            self.post(environment)
        return (process_time() - began) * MICRO / posts

    def post(self, environment):
        statuses = []
        answer = self.application(environment, lambda status, headers, failure=None: statuses.append(status))
        body = b"".join(answer)
        answer.close()
        if not statuses[0].startswith("201"):
            raise RuntimeError(f"Not sent: {statuses[0]}\n{body[:2000].decode(errors='replace')}")

    def environment(self, path):
        # Each with words of its own: the product remembers how the last ones were rendered.
        client_id = uuid4()
        form = urlencode({"body": f"{BODY}\n\nLot {client_id}", "client_id": client_id}).encode()
        return {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_ACCEPT": "application/json",
            "HTTP_COOKIE": f"sessionid={self.session}; csrftoken={TOKEN}",
            "HTTP_X_CSRFTOKEN": TOKEN,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(form)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(form),
            "wsgi.errors": sys.stderr,
        }

    def statements(self, path):
        """Return the statements of one post, BEGIN and COMMIT among them."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            self.post(self.environment(path))
        return [one["sql"] for one in asked]

    def parts(self, posts):
        """Return [(part, its CPU in µs for one post)], what it calls not counted in it."""
        watch = Stopwatch()
        environments = [self.environment(self.path) for _ in range(posts)]
        with watch.watching():
            began, cpu = process_time(), thread_time()
            for environment in environments:
                watch.query = 0
                with watch.part("middleware, routing, the view's own lines"):
                    self.post(environment)
            others = (process_time() - began) - (thread_time() - cpu)
        watch.spent["publishing, in its own thread"] = others
        return [(name, spent * MICRO / posts) for name, spent in watch.spent.items()]


class Stopwatch:
    """CPU time of this thread by part; a part within another stops that one's clock."""

    def __init__(self):
        self.spent = Counter()
        self.open = []
        self.since = 0.0
        self.query = 0

    @contextmanager
    def part(self, name):
        self._turn()
        self.open.append(name)
        try:
            yield
        finally:
            self._turn()
            self.open.pop()

    def _turn(self):
        now = thread_time()
        if self.open:
            self.spent[self.open[-1]] += now - self.since
        self.since = now

    @contextmanager
    def watching(self):
        """Time the parts of a post wherever the product looks them up."""
        from django.db import connection

        with ExitStack() as patches:
            for place, name in PARTS.items():
                patches.enter_context(self._watched(place, name))
            patches.enter_context(connection.execute_wrapper(self._query))
            yield

    def _watched(self, place, name):
        function = resolve_name(place)

        def watched(*args, **kwargs):
            with self.part(name):
                return function(*args, **kwargs)

        return patch(place, watched)

    def _query(self, execute, sql, params, many, context):
        self.query += 1
        words = sql.replace('"', "").split()
        table = words[words.index("FROM") + 1] if words[0] == "SELECT" else words[2 if words[0] == "INSERT" else 1]
        with self.part(f"query {self.query}: {words[0]} {table}"):
            return execute(sql, params, many, context)


PARTS = {
    "chat.views.get_object_or_404": "finding the room: building the query",
    "chat.views.MessageForm": "form: made",
    "content.fields.BodyField.clean": "form: text cleaned",
    "content.fields.render": "Markdown, to validate",
    "chat.actions.render": "Markdown, to store",
    "chat.actions.prepare": "the terms that search keeps",
    "chat.actions.keep": "search: the row put together",
    "chat.actions._tell_mentioned": "mentions",
    "chat.actions.forget_draft": "the draft forgotten",
    "chat.views.actions.send_message": "the action: rules, rows, transaction",
    "live.publish.announce_rows": "frame handed over",
    "live.publish.frame_texts": "frame rendered in two languages",
    "chat.views.answer_frame": "answer: the frame rendered once more",
}


if __name__ == "__main__":
    main()
