#!/usr/bin/python3
"""Bring one email, read from the standard input, to the site: for Postfix and whatever else pipes mail to a program.

SITE_URL and INBOUND_SECRET come from the environment, or from /etc/espace-incoming.env. It ends as sysexits.h says: 75
lets the mail server try again, the others tell the sender.
"""

import hashlib
import hmac
import os
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

SETTINGS = Path("/etc/espace-incoming.env")
TAKEN, UNREADABLE, TRY_AGAIN, NOT_ALLOWED = 0, 65, 75, 77


def setting(name):
    if name in os.environ:
        return os.environ[name]
    lines = dict(line.split("=", 1) for line in SETTINGS.read_text().splitlines() if "=" in line)
    return lines[name].strip()


def main():
    email = sys.stdin.buffer.read()
    signature = hmac.new(setting("INBOUND_SECRET").encode(), email, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "message/rfc822", "X-Espace-Signature": f"sha256={signature}"}
    try:
        request = Request(f"{setting('SITE_URL')}/courriel/entrant/", email, headers)  # noqa: S310 - our own address
        urlopen(request, timeout=60)  # noqa: S310
    except HTTPError as answer:
        print(f"the site answered {answer.code}", file=sys.stderr)
        if answer.code in (403, 404):
            return NOT_ALLOWED
        return UNREADABLE if answer.code in (400, 413, 415) else TRY_AGAIN
    except OSError as failure:
        print(type(failure).__name__, file=sys.stderr)
        return TRY_AGAIN
    return TAKEN


if __name__ == "__main__":
    sys.exit(main())
