"""Files to send in tests: real pictures, small ones that claim to be large, and what only pretends."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(width=64, height=48, kind="PNG", mode="RGB", color=(200, 80, 20), **options):
    """Return the bytes of a picture of one colour."""
    buffer = BytesIO()
    Image.new(mode, (width, height), color).save(buffer, kind, **options)
    return buffer.getvalue()


def huge_picture(width=40_000, height=40_000):
    """Return some dozens of bytes that ask for gigabytes: a PNG of these sizes with next to no pixels in it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 2000)), (b"IEND", b"")
    numbered = ((name + data, struct.pack(">I", len(data))) for name, data in parts)
    chunks = (length + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk, length in numbered)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def sent(data=None, name="plan.png"):
    return SimpleUploadedFile(name, picture() if data is None else data)
