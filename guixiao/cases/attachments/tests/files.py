"""Files that telephones and scanners make, and files that mean harm, all made here."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

GPS, ORIENTATION, MODEL = 0x8825, 0x0112, 0x0110
SECRET = "POCO-of-somebody"


def photo(size=(640, 480), form="JPEG", **options) -> bytes:
    """Its left half red, its right half blue."""
    image = Image.new("RGB", size, (200, 20, 20))
    image.paste((20, 20, 200), (size[0] // 2, 0, size[0], size[1]))
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photo_from_a_telephone(orientation=6) -> bytes:
    """With place, model and a small picture of its own; lying on its side."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MODEL] = orientation, SECRET
    exif.get_ifd(GPS).update({1: "N", 2: (25.0, 45.0, 1.0), 3: "E", 4: (108.0, 54.0, 1.0)})
    return photo(exif=exif, comment=b"<script>alert(1)</script>")


def png_of(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def moving() -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), (shade, 0, 0)) for shade in (0, 200)]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def pdf(pages=1, spoil=None) -> bytes:
    """`spoil(writer)` adds to it."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if spoil:
        spoil(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _launching(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def _scripted(writer: PdfWriter) -> None:
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(script))


def packed_script() -> bytes:
    """The script stands in a compressed stream of objects, where no search of the bytes finds its name."""
    inner = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    packed = zlib.compress(b"5 0 " + inner)
    parts = [b"%PDF-1.5\n"]
    places = {}

    def add(number: int, body: bytes) -> None:
        places[number] = sum(map(len, parts))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    add(1, b"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>")
    add(2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    add(3, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
    add(4, b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed))
    start = sum(map(len, parts))
    rows = [(0, 0, 65535), *((1, places[number], 0) for number in range(1, 5)), (2, 4, 0), (1, start, 0)]
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    head = b"<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /Length %d >>" % len(table)
    parts.append(b"6 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, table, start))
    assert b"JavaScript" not in b"".join(parts)
    return b"".join(parts)


def zipped() -> bytes:
    import zipfile

    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.html", "<script>alert(1)</script>")
    return out.getvalue()


HOSTILE = {
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown"),
    "page": (b"<!doctype html><script>alert(1)</script>", "unknown"),
    "program": (b"MZ\x90\0" + b"\0" * 100, "unknown"),
    "nothing": (b"", "empty"),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "heic"),
    "office": (zipped(), "office"),
    "gif": (b"GIF89a" + b"\0" * 40, "unknown"),
    "bomb": (png_of(30_000, 30_000), "too_many_pixels"),
    "strip": (png_of(21_000, 1), "too_many_pixels"),
    "empty picture": (png_of(500, 500), "broken"),
    "half a photo": (photo()[:900], "broken"),
    "only a head": (b"\xff\xd8\xff\xe0" + b"<script>", "broken"),
    "moving": (moving(), "moving"),
    "script": (pdf(spoil=_scripted), "acting"),
    "launch": (pdf(spoil=_launching), "acting"),
    "carried file": (pdf(spoil=lambda writer: writer.add_attachment("a.exe", b"MZ")), "acting"),
    "packed script": (packed_script(), "acting"),
    "password": (pdf(spoil=lambda writer: writer.encrypt("1234", algorithm="RC4-128")), "password"),
    "long": (pdf(201), "too_many_pages"),
    "no pages": (pdf(0), "broken"),
    "cut off": (pdf()[:-200], "broken"),
    "archive behind": (pdf() + zipped(), "broken"),
    "archive inside": (pdf()[:-6] + zipped() + b"\n%%EOF\n", "broken"),
}  # fmt: skip
