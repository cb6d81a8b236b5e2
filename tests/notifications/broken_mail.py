from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    """A mail server that refuses, and repeats the address as they do."""

    def send_messages(self, messages):
        raise ConnectionRefusedError(f"550 {messages[0].to[0]}: Secret")
