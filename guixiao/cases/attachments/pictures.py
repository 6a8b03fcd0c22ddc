"""Photos drawn anew: nothing is kept of a file but what one sees on it."""

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from guixiao.cases.attachments.rules import PICTURES, SIDE, THUMB_SIDE, too_large
from guixiao.cases.attachments.unfit import Unfit

QUALITY = 85
WHITE = (255, 255, 255)
CLEAR = ("RGBA", "LA", "PA", "La", "RGBa")


@dataclass(frozen=True)
class Drawn:
    """A JPEG and its small picture, with no word of where, when and by what it was taken; the size in pixels as kept."""

    content: bytes
    thumb: bytes
    width: int
    height: int


def drawn_anew(content: bytes, sort: str) -> Drawn:
    """Read with the one reader of its sort, turned as the camera said, scaled; `Unfit` where it cannot be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which does not survive anyhow
            image = _read(content, sort)
            return _drawn(image)
    except Unfit:
        raise
    except Image.DecompressionBombError:
        raise Unfit("too_many_pixels") from None
    except Exception as error:  # whatever a broken file makes a decoder raise: OSError, SyntaxError, struct.error, MemoryError, …
        raise Unfit("broken") from error


def _read(content: bytes, sort: str) -> Image.Image:
    """The size is known before a pixel is unpacked."""
    image = Image.open(BytesIO(content), formats=[PICTURES[sort]])
    if too_large(*image.size):
        raise Unfit("too_many_pixels")
    if sort != "jpeg" and getattr(image, "n_frames", 1) > 1:  # a JPEG's further pictures are the same scene for a 3-D screen
        raise Unfit("moving")
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is unpacked at half its size or less
    image.load()
    return image


def _drawn(image: Image.Image) -> Drawn:
    turned = _opaque(ImageOps.exif_transpose(image))
    turned.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    small = turned.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    return Drawn(_jpeg(turned), _jpeg(small), *turned.size)


def _opaque(image: Image.Image) -> Image.Image:
    """Three colours; what is clear becomes white, as on paper."""
    if image.mode in CLEAR or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, WHITE)
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    if image.mode.startswith("I"):  # sixteen bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    """From the pixels alone: a fresh image holds no metadata, colour profile or comment to write."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
