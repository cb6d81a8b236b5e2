"""An email as plain values: who sent it where, whether a machine did, its words and its files."""

import codecs
import hashlib
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import getaddresses
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from forum.by_email.pages import plain_of_html
from forum.by_email.trimming import new_words, unwrapped

MOST_PARTS = 100
LONGEST = 100_000  # bytes of words that are looked at: new ones stand at the beginning
RECIPIENTS = ("delivered-to", "x-original-to", "to", "cc", "x-forwarded-to", "resent-to")
SLOW_CHARSETS = ("punycode", "idna")
# What proves who signed, and is nothing to read.
SILENT = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


class Unreadable(Exception):
    """These bytes are no email."""


@dataclass(frozen=True)
class Incoming:
    """`text` is all that it says, `words` what is new in it; `digest` tells later whether it comes again."""

    sender: str
    recipients: str
    digest: str
    is_automatic: bool
    text: str
    words: str
    files: list


def read(raw):
    """Return the Incoming of an email as it was received (RFC 5322). Raises Unreadable."""
    try:
        message = message_from_bytes(raw, policy=policy.default)
        # As they were written: the structured headers of the email package fail on what is mangled.
        headers = {}
        for name, value in message.raw_items():
            headers.setdefault(name.lower(), []).append(" ".join(str(value).split()))
        senders = [address for _name, address in getaddresses(headers.get("from", [])) if address]
        if len(senders) != 1:
            raise Unreadable
        text, words, files = words_and_files(message)
    except Unreadable:
        raise
    except Exception as failure:  # which ones Python's parser has for broken mail, nobody lists
        raise Unreadable from failure
    identity = " ".join(headers.get("message-id", [])) or hashlib.sha256(raw).hexdigest()
    return Incoming(
        sender=senders[0].casefold(),
        recipients=" ".join(value for name in RECIPIENTS for value in headers.get(name, [])),
        digest=hashlib.sha256(identity.encode(errors="replace")).hexdigest(),
        is_automatic=is_automatic(headers, senders[0]),
        text=text,
        words=words,
        files=files,
    )


def is_automatic(headers, sender):
    """Tell whether a machine wrote it: an answer to those may bring another one, and so on for ever (RFC 3834)."""

    def said(name):
        return " ".join(headers.get(name, [])).casefold()

    own = f"@{urlsplit(settings.SITE_URL).hostname}>"
    return (
        said("auto-submitted") not in ("", "no")
        or said("precedence") in ("bulk", "junk", "list")
        or any(name in headers for name in ("x-autoreply", "x-autorespond", "list-id"))
        or headers.get("return-path", [""])[0] == "<>"
        or sender.partition("@")[0].casefold() in ("mailer-daemon", "postmaster")
        or said("message-id").endswith(own)
        or said("content-type").startswith("multipart/report")
    )


def words_and_files(message):
    """Return (all words, the new ones, files) of a message: its plain text, or what its HTML says when it has none."""
    texts, pages, files = [], [], []
    for part, is_related in parts_of(message):
        kind, name = part.get_content_type(), part.get_filename()
        is_words = kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment"
        if is_words:
            (texts if kind == "text/plain" else pages).append(part)
        elif name and kind not in SILENT and not (is_related and part["Content-ID"]):
            files.append(SimpleUploadedFile(name, part.get_payload(decode=True) or b"", kind))
    plain = "\n".join(map(plain_of, texts))
    if plain.strip():
        return plain, unwrapped(new_words(plain)), files
    drawn = "\n".join(plain_of_html(decoded(part)) for part in pages)
    return drawn, new_words(drawn), files


def parts_of(message):
    """Yield (part, whether it belongs to a page of HTML): the logos of a signature do. Attached emails stay closed."""
    waiting = [(message, False)]
    for _count in range(MOST_PARTS):
        if not waiting:
            return
        part, is_related = waiting.pop()
        if part.get_content_maintype() == "multipart":
            is_related = is_related or part.get_content_subtype() == "related"
            inner = part.get_payload()
            waiting += [(child, is_related) for child in reversed(inner)] if isinstance(inner, list) else []
        elif part.get_content_maintype() != "message":
            yield part, is_related


def decoded(part):
    """Return the words of a part: in its charset, else in the one that fits."""
    raw = (part.get_payload(decode=True) or b"")[:LONGEST]
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            if codecs.lookup(charset).name not in SLOW_CHARSETS:
                return tidy(raw.decode(charset))
        except (LookupError, ValueError):
            continue
    return tidy(raw.decode("cp1252", errors="replace"))


def tidy(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def plain_of(part):
    """Return the words of a plain part, its soft line ends taken out (RFC 3676)."""
    text = decoded(part)
    if str(part.get_param("format", "")).casefold() != "flowed":
        return text
    gone = str(part.get_param("delsp", "")).casefold() == "yes"
    lines = []
    for line in text.split("\n"):
        is_soft = lines and lines[-1].endswith(" ") and lines[-1] != "-- " and line and not line.startswith(">")
        if is_soft and not lines[-1].startswith(">"):
            lines[-1] = (lines[-1][:-1] if gone else lines[-1]) + line.removeprefix(" ")
        else:
            lines.append(line)
    return "\n".join(lines)
