"""One daphne process as production starts it, around an application: `python -m bench.daphne PORT MODULE:NAME`."""

import sys

from django.utils.module_loading import import_string

# Production has no click. Where it is installed, autobahn colours words for a log that nobody reads: a tenth of all.
sys.modules["click"] = None

if __name__ == "__main__":
    from config.daphne import Server

    _module, port, application = sys.argv
    Server(
        application=import_string(application.replace(":", ".")), endpoints=[f"tcp:port={port}:interface=127.0.0.1"]
    ).run()
