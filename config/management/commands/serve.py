import os
import socket
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.prepare import prepare

STOP_WITHIN = 2.5  # seconds, then threads that hang are left behind


class Command(BaseCommand):
    help = "Serve everything from this one process: pages, sockets and jobs. Prepares what is missing first."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port, **options):
        try:
            check_free(port)
            prepare(self.say)
            self.serve(port)
        except KeyboardInterrupt:
            pass
        self.say("Stopped.")

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def serve(self, port):
        # daphne installs Twisted's reactor when imported: not before there is something to serve.
        from config.asgi import application
        from config.daphne import Server, reactor
        from config.jobs import Jobs

        jobs = Jobs()
        server = Server(
            application=application,
            endpoints=endpoints(port),
            ready_callable=lambda: (jobs.start(), self.welcome(port)),
        )
        reactor.addSystemEventTrigger("before", "shutdown", self.leave_within, STOP_WITHIN)
        server.run()
        if server.abort_start:
            raise CommandError(f"Port {port} could not be opened.")
        jobs.stop()

    def leave_within(self, seconds):
        """End the process even when a request hangs: its transaction is rolled back."""

        def leave():
            self.say("Stopped.")
            os._exit(0)

        timer = threading.Timer(seconds, leave)
        timer.daemon = True
        timer.start()

    def welcome(self, port):
        self.say(f"\nEspace Aluminium: {settings.SITE_URL}   (Ctrl-C stops it)")
        if settings.DEMO:
            self.say(demo_accounts())


def demo_accounts():
    from demo.accounts import ACCOUNTS, PASSWORD

    lines = [f"  {email:<32} {who}" for email, who in ACCOUNTS]
    return "\n".join([f"Demo accounts, password « {PASSWORD} »:", *lines])


def endpoints(port):
    """localhost is 127.0.0.1 to some browsers and ::1 to others."""
    found = [f"tcp:port={port}:interface=127.0.0.1"]
    if has_ipv6_loopback():
        found.append(f"tcp:port={port}:interface=\\:\\:1")
    return found


def has_ipv6_loopback():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def check_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as refusal:
            raise CommandError(f"Port {port} is taken. Choose another one with --port.") from refusal
