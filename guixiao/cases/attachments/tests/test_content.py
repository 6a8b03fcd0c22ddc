"""What a file is, and what of it is kept: photos are drawn anew, PDFs looked into, all else refused."""

from io import BytesIO

import pytest
from PIL import Image

from guixiao.cases.attachments.papers import looked_into
from guixiao.cases.attachments.pictures import drawn_anew
from guixiao.cases.attachments.rules import PICTURE, SIDE, kind_of, may_withdraw, safe_name, sort_of
from guixiao.cases.attachments.tests.files import HOSTILE, ORIENTATION, SECRET, pdf, photo, photo_from_a_telephone, zipped
from guixiao.cases.attachments.unfit import Unfit
from guixiao.cases.attachments.wording import UNFIT


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def test_where_and_by_what_a_photo_was_taken_is_gone_and_it_stands_upright():
    came = photo_from_a_telephone()
    before = opened(came)
    assert before.getexif().get_ifd(0x8825) and SECRET.encode() in came and b"<script>" in came, "the photo has it to lose"
    drawn = drawn_anew(came, "jpeg")
    for content in (drawn.content, drawn.thumb):
        after = opened(content)
        assert not after.getexif() and set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert SECRET.encode() not in content and b"script" not in content and b"Exif" not in content and ORIENTATION
    assert (drawn.width, drawn.height) == (480, 640)
    red, green, blue = opened(drawn.content).getpixel((240, 30))
    assert red > 150 and green < 60 and blue < 60, "what was left is above, as the camera said"


def test_what_hangs_behind_a_photo_is_gone():
    assert b"PK\x03\x04" not in drawn_anew(photo() + zipped(), "jpeg").content


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_scaled_and_a_small_one_not_blown_up(form):
    drawn = drawn_anew(photo((4000, 1000), form), form.lower())
    assert (drawn.width, drawn.height) == (SIDE, SIDE // 4) and opened(drawn.thumb).size == (320, 80)
    assert drawn_anew(photo((60, 40), form), form.lower()).width == 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_sort_of_colour_becomes_a_plain_picture(mode):
    out = BytesIO()
    Image.new(mode, (50, 50)).save(out, "PNG")
    found = opened(drawn_anew(out.getvalue(), "png").content)
    assert found.mode == "RGB" and (found.getpixel((9, 9)) == (255, 255, 255)) == (mode in ("LA", "RGBA"))


def test_a_paper_is_counted_and_nothing_of_it_changed():
    assert looked_into(pdf(3)) == 3


@pytest.mark.parametrize("name", HOSTILE)
def test_what_means_harm_or_is_nothing_is_refused_with_a_reason(name):
    content, why = HOSTILE[name]
    sort = sort_of(content[:64])
    if why in ("unknown", "office", "heic", "empty"):
        assert not kind_of(sort)
        return
    with pytest.raises(Unfit) as refused:
        drawn_anew(content, sort) if kind_of(sort) == PICTURE else looked_into(content)
    assert refused.value.why == why and why in UNFIT


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..\\..\\证明.exe", "证明.jpg"),
        ("a/b/报警\r\n回执.png", "报警回执.jpg"),
        ("", "佐证.jpg"),
        ("x" * 300 + ".jpg", "x" * 80 + ".jpg"),
    ],
)
def test_of_a_name_only_what_is_harmless_is_kept(name, kept):
    assert safe_name(name, PICTURE) == kept


def test_only_whoever_added_it_and_the_county_take_it_back():
    assert may_withdraw(own=True, roles=()) and may_withdraw(own=False, roles={"county_officer"})
    assert not may_withdraw(own=False, roles={"township_post", "principal"})
