"""Pictures are decoded and encoded anew, elsewhere: only pixels come back, and nothing may cost much."""

import time
from io import BytesIO

import pytest
from PIL import Image

from content.images import Refused, derive, is_picture
from tests.pictures import PDF, huge_picture, picture

BOXES = (2560, 2560), (1280, 960)


def opened(derived):
    return Image.open(BytesIO(derived.webp))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("GIF", "P"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_usual_picture_comes_back_as_webp(kind, mode):
    color = {"RGB": (9, 9, 9), "RGBA": (9, 9, 9, 0), "CMYK": (9, 9, 9, 9)}.get(mode, 1)
    data = picture(3000, 1000, kind, mode, color)
    assert is_picture(data)
    full, small = derive(data, *BOXES)
    assert [(one.width, one.height) for one in (full, small)] == [(2560, 853), (1280, 427)]
    assert (opened(full).format, opened(full).size) == ("WEBP", (2560, 853))
    assert opened(small).size == (1280, 427)
    assert ("A" in opened(full).mode) == (mode == "RGBA")


def test_small_pictures_stay_small():
    [full, small] = derive(picture(64, 48), *BOXES)
    assert (full.width, full.height, small.width) == (64, 48, 64)


def test_a_photograph_is_turned_upright_and_says_no_more_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the telephone on its side
    exif.get_ifd(0x8825)[2] = (48.0, 25.0, 37.0)  # GPS: in Saguenay
    exif[0x010F] = "Fabricant"
    data = picture(400, 300, "JPEG", exif=exif, icc_profile=b"profil", comment="Atelier 4")
    assert Image.open(BytesIO(data)).getexif().get_ifd(0x8825)
    [full] = derive(data, BOXES[0])
    assert (full.width, full.height) == (300, 400)
    image = opened(full)
    assert dict(image.getexif()) == {}
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
    assert b"Fabricant" not in full.webp and b"Atelier" not in full.webp


def test_what_is_hidden_behind_the_pixels_goes():
    script = b"<script>alert(1)</script>"
    [full] = derive(picture(kind="GIF", mode="P", color=1) + script, BOXES[0])
    assert script not in full.webp


def test_of_an_animation_the_first_frame_counts():
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    [full] = derive(buffer.getvalue(), BOXES[0])
    red, _green, blue = opened(full).convert("RGB").getpixel((4, 4))
    assert red > blue


def test_a_crop_fills_its_box_with_the_middle():
    wide = Image.new("RGB", (900, 300), "white")
    wide.paste("red", (300, 0, 600, 300))
    buffer = BytesIO()
    wide.save(buffer, "PNG")
    large, small = derive(buffer.getvalue(), (256, 256), (64, 64), crop=True)
    assert (large.width, large.height, small.width, small.height) == (256, 256, 64, 64)
    assert all(opened(small).convert("RGB").getpixel(place)[1] < 80 for place in ((4, 4), (60, 60)))


def test_two_kilobytes_that_ask_for_gigabytes_are_refused_at_once():
    data, start = huge_picture(), time.process_time()
    assert len(data) < 2000
    with pytest.raises(Refused, match="too_many_pixels"):
        derive(data, *BOXES)
    assert time.process_time() - start < 2


def test_what_needs_more_memory_than_there_is_for_it_is_refused(monkeypatch):
    monkeypatch.setattr("content.images.MOST_MEMORY", 150_000_000)
    with pytest.raises(Refused, match="too_many_pixels"):
        derive(picture(5000, 5000, mode="RGBA", color=0, compress_level=1), *BOXES)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n", picture()[:80], b"\xff\xd8\xff" + b"\0" * 99, PDF, b"<svg/>"],
    ids=["nothing", "only a signature", "cut", "zeros", "PDF", "SVG"],
)
def test_what_cannot_be_read_is_refused(data):
    with pytest.raises(Refused, match="unreadable"):
        derive(data, *BOXES)


def test_a_decoder_that_works_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr("content.images.PATIENCE", 0.01)
    with pytest.raises(Refused, match="unreadable"):
        derive(picture(), *BOXES)
