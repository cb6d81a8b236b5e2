"""Pictures as values: what a person sends, decoded and encoded anew, so that nothing of it but its pixels stays.

Two kilobytes may ask for gigabytes, or for an hour: a process of its own decodes, with little memory and little time.
This file is also what that process runs: it imports nothing of ours.
"""

import base64
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from io import BytesIO

MOST_PIXELS = 50_000_000  # a telephone's camera
MOST_MEMORY = 500_000_000  # bytes of address space
MOST_SECONDS = 10  # of CPU
PATIENCE = 30  # seconds by the clock
QUALITY = 80
FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]

# Each process that serves pages decodes one picture at a time: memory is for everyone.
one_at_a_time = threading.Lock()


class Refused(Exception):
    """The picture cannot be taken; the argument says why: "too_many_pixels" or "unreadable"."""


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    webp: bytes


def is_picture(start):
    """Tell by its first bytes whether a file says that it is a JPEG, PNG, GIF or WebP, whatever its name says."""
    return start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")) or (
        start.startswith(b"RIFF") and start[8:12] == b"WEBP"
    )


def derive(data, *boxes, crop=False):
    """Return the picture as WebP, upright, once for each box (width, height), the largest first.

    It is made smaller, never larger; `crop` fills each box with its middle instead. Of several frames the first counts.
    Raises Refused.
    """
    command = [sys.executable, "-I", __file__, json.dumps({"boxes": boxes, "crop": crop, "memory": MOST_MEMORY})]
    with one_at_a_time:
        try:
            done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE)  # noqa: S603 our own file
        except subprocess.TimeoutExpired as failure:
            raise Refused("unreadable") from failure
    if done.returncode:
        raise Refused("unreadable")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return [Picture(one["width"], one["height"], base64.b64decode(one["webp"])) for one in answer["pictures"]]


# ---- What the other process does ----------------------------------------------------------


def main(options):
    limit_resources(options["memory"])
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    # Only the header is read here.
    image = Image.open(BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        return {"refused": "too_many_pixels"}
    pictures = []
    for box in options["boxes"]:
        image = fit(image, tuple(box), options["crop"])
        pictures.append({"width": image.width, "height": image.height, "webp": encode(image)})
    return {"pictures": pictures}


def limit_resources(memory):
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    if sys.platform == "linux":  # macOS knows the limit and does not take it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def fit(image, box, crop):
    from PIL import ImageOps

    # Smaller before anything else: a large JPEG is decoded at about the size that is needed.
    side = max(box) * (4 if crop else 1)
    image.thumbnail((side, side), reducing_gap=1.5)
    image = plain(ImageOps.exif_transpose(image))
    if crop:
        return ImageOps.fit(image, box)
    image.thumbnail(box)
    return image


def plain(image):
    """Return the pixels alone: no metadata, no palette, no colour profile."""
    from PIL import Image

    mode = "RGBA" if image.has_transparency_data else "RGB"
    bare = Image.new(mode, image.size)
    bare.paste(image.convert(mode))
    return bare


def encode(image):
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=QUALITY)
    return base64.b64encode(buffer.getvalue()).decode()


if __name__ == "__main__":
    try:
        said = main(json.loads(sys.argv[1]))
    except MemoryError:
        said = {"refused": "too_many_pixels"}
    except Exception as failure:  # whatever a broken file makes a decoder say
        is_bomb = type(failure).__name__ == "DecompressionBombError"
        said = {"refused": "too_many_pixels" if is_bomb else "unreadable"}
    print(json.dumps(said))
