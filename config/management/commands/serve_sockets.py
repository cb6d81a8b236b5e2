from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Serve the sockets of open pages on one port of this host: a process of production, behind nginx."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *, port, **options):
        from config.asgi import application
        from config.daphne import Server

        Server(application=application, endpoints=[f"tcp:port={port}:interface=127.0.0.1"]).run()
