"""A mail server on a port of its own, which keeps what it receives and can refuse it."""

from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from tests.services import free_port


class Mailbox:
    """Takes every letter, unless it `refuses`; `letters` are read back by Python's own parser, as they came in."""

    def __init__(self):
        self.refuses, self.raw, self.refused = False, [], 0

    async def handle_DATA(self, server, session, envelope):
        if self.refuses:
            self.refused += 1
            return "451 Try again later"
        self.raw.append(envelope.content)
        return "250 OK"

    @property
    def letters(self):
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    def to(self, person):
        return [letter for letter in self.letters if letter["To"] == person.email]


@contextmanager
def mail_server(settings):
    """Let what the product sends arrive in a Mailbox, over SMTP."""
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    try:
        yield mailbox
    finally:
        server.stop()


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def html_of(letter):
    return letter.get_body(("html",)).get_content()
