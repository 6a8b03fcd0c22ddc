"""What sort of file something is by its bytes, how large it may be, and who may take it back: pure."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

PICTURE, PAPER = "picture", "paper"
MOST_BYTES = 20 << 20  # of one file as it comes
MOST_FILES = 6  # at once
MOST_PIXELS = 50_000_000  # of one picture: a telephone's 48 megapixels fit, and its 150 MB while it is drawn anew
MOST_SIDE = 20_000
SIDE, THUMB_SIDE = 2560, 320  # pixels of the longer side of what is kept, and of its small picture
MOST_PAGES = 200
MOST_OBJECTS = 50_000  # of a PDF
HEAD = 64  # bytes that tell the sort
LONGEST_NAME = 80
WITHDRAWERS = frozenset({"county_officer"})

MAGIC = (
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"%PDF-", "pdf"), (b"GIF8", "gif"), (b"BM", "bmp"),
    (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"PK\x03\x04", "office"), (b"\xd0\xcf\x11\xe0", "office"),
)  # fmt: skip
HEIC = re.compile(rb".{4}ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)", re.DOTALL)
PICTURES = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}  # as Pillow calls them
# Sorts that are told apart only to say what to do instead.
REFUSED = frozenset({"heic", "office"})
# Of a PDF: what runs, sends, or carries another file, wherever in it. Values are those of /S and /Subtype.
ACTING_NAMES = frozenset({"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF"})
ACTING_VALUES = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMedia", "/Movie", "/3D", "/FileAttachment",
    "/EmbeddedFile", "/GoToE",
})  # fmt: skip


def sort_of(head: bytes) -> str:
    """jpeg, png, webp, pdf; heic, office and others that are not kept; "" where nobody knows. The name has no say."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if HEIC.match(head):
        return "heic"
    return next((sort for magic, sort in MAGIC if head.startswith(magic)), "")


def kind_of(sort: str) -> str:
    """PICTURE, PAPER, or "" for what is not kept."""
    return PICTURE if sort in PICTURES else PAPER if sort == "pdf" else ""


def too_large(width: int, height: int) -> bool:
    return width * height > MOST_PIXELS or max(width, height) > MOST_SIDE


def safe_name(name: str, kind: str) -> str:
    """The last part of a path of any system, without what a header or an eye could stumble over, with the ending that fits."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(mark for mark in last if unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    stem = PurePosixPath(kept.strip(" .")).stem[:LONGEST_NAME].strip(" .")
    return (stem or "佐证") + (".jpg" if kind == PICTURE else ".pdf")


def may_withdraw(*, own: bool, roles: Collection[str]) -> bool:
    """Whoever added it, and the county."""
    return own or bool(WITHDRAWERS & set(roles))
