"""What a file is, told from its bytes and not from its name."""

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from guixiao.linkage.reading.errors import Phrase, RosterError
from guixiao.linkage.reading.extent import check_extent

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv", ".parquet")
ROSTER_FILE = Phrase(".xlsx、.csv 或 .parquet 名册文件", "a roster file: .xlsx, .csv or .parquet")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BLOCK = 1 << 20
_MOST_UNPACKED = 4 << 30
_SUSPICIOUS, _MOST_RATIO = 64 << 20, 100  # a workbook of real rows unpacks to ten to thirty times its size


@dataclass(frozen=True)
class Content:
    """`kind` is "workbook", "text" or "parquet"; `data` is b"" for parquet, which DuckDB reads from `path` itself."""

    kind: str
    path: Path
    data: bytes
    sha256: str
    stamp: tuple[int, int, int]


def read_content(path: Path) -> Content:
    """The file's kind, bytes and hash in one pass. RosterError if it is not there, not readable or not a roster file."""
    try:
        return _read(path)
    except FileNotFoundError:
        raise _error(path, "找不到这个文件", "no such file", ROSTER_FILE) from None
    except PermissionError:
        expected = Phrase("有读取权限的文件", "a file that may be read")
        raise _error(path, "没有读取权限", "permission to read it is denied", expected) from None
    except OSError as problem:
        raise _error(path, f"读取失败（{problem.strerror}）", f"it cannot be read ({problem.strerror})", ROSTER_FILE) from None


def stamp_of(path: Path) -> tuple[int, int, int]:
    """Changes when the file is replaced or written to."""
    seen = path.stat()
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


def check_unchanged(content: Content) -> None:
    """RosterError if the file vanished or changed since `read_content`."""
    expected = Phrase("读取过程中不变的文件", "a file that stays as it is while it is read")
    try:
        same = stamp_of(content.path) == content.stamp
    except OSError:
        raise _error(content.path, "读取时文件消失了", "the file vanished while it was read", expected) from None
    if not same:
        raise _error(content.path, "读取时文件被改动了", "the file changed while it was read", expected)


def _read(path: Path) -> Content:
    if path.is_dir():
        raise _error(path, "是文件夹", "a directory", ROSTER_FILE)
    stamp = stamp_of(path)
    if path.suffix.lower() not in SUFFIXES:
        raise _error(path, f"文件类型 {path.suffix or '（无扩展名）'}", f"the file type {path.suffix or '(none)'}", ROSTER_FILE)
    with path.open("rb") as file:
        start = file.read(8)
        if start[:4] == b"PAR1":
            return Content("parquet", path, b"", _hash(file), stamp)
        data = start + file.read()
    return Content(_kind(path, data), path, data, hashlib.sha256(data).hexdigest(), stamp)


def _hash(file: io.BufferedReader) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _kind(path: Path, data: bytes) -> str:
    if not data:
        raise _error(path, "空文件（0 字节）", "an empty file (0 bytes)", ROSTER_FILE)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        _check_zip(path, data)
        return "workbook"
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            expected = Phrase("没有密码的工作簿（先取消密码再保存）", "a workbook without a password (remove it and save)")
            raise _error(path, "加了密码的工作簿", "a workbook protected by a password", expected)
        return "workbook"
    _check_markup(path, data)
    return "text"


def _check_zip(path: Path, data: bytes) -> None:
    workbook = Phrase("完整的 Excel 工作簿（.xlsx）", "a whole Excel workbook (.xlsx)")
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        _check_book(path, book, workbook)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise _error(path, "残缺的工作簿，文件没有传完", "a truncated or damaged workbook", workbook) from None


def _check_book(path: Path, book: zipfile.ZipFile, workbook: Phrase) -> None:
    entries = book.infolist()
    names = {entry.filename for entry in entries}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise _error(path, "压缩包，不是工作簿", "a zip archive that is not a workbook", workbook)
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > _MOST_UNPACKED:
        raise _error(path, "解压后超过 4 GiB 的工作簿", "a workbook that unpacks to more than 4 GiB", workbook)
    if unpacked > _SUSPICIOUS and unpacked > _MOST_RATIO * packed:
        times = unpacked // max(packed, 1)
        raise _error(path, f"解压后是 {times} 倍大的工作簿", f"a workbook that unpacks to {times} times its size", workbook)
    check_extent(path.name, book)


def _check_markup(path: Path, data: bytes) -> None:
    """Many systems' "Excel export" is a web page with another name."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"%pdf", b"{\\rtf")):
        expected = Phrase(
            "真正的工作簿：请用 Excel 或 WPS 打开后另存为 .xlsx", "a real workbook: open it in Excel or WPS and save it as .xlsx"
        )
        raise _error(path, "网页或其他文档改了扩展名", "a web page or other document under another name", expected)


def _error(path: Path, zh: str, en: str, expected: Phrase) -> RosterError:
    return RosterError(path.name, found=Phrase(zh, en), expected=expected)
