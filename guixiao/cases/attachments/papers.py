"""PDFs are kept as they came, byte for byte: a seal or signature on one would not survive rewriting. They are looked into."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from guixiao.cases.attachments.rules import ACTING_NAMES, ACTING_VALUES, MOST_OBJECTS, MOST_PAGES
from guixiao.cases.attachments.unfit import Unfit

END = re.compile(rb"%%EOF\s*\Z")
TAIL = 1024
DEEPEST = 60


def looked_into(content: bytes) -> int:
    """How many pages; `Unfit` where it has a password, runs something, carries other files, or is broken or endless."""
    if not END.search(content[-TAIL:]) or zipfile.is_zipfile(BytesIO(content)):
        raise Unfit("broken")  # cut off, or something else hangs behind it
    try:
        return _pages(content)
    except Unfit:
        raise
    except Exception as error:  # whatever a broken file makes the reader raise: PdfReadError, KeyError, RecursionError, …
        raise Unfit("broken") from error


def _pages(content: bytes) -> int:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise Unfit("password")
    if any(_acts(found) for found in _objects(reader)):
        raise Unfit("acting")
    pages = len(reader.pages)
    if not pages:
        raise Unfit("broken")
    if pages > MOST_PAGES:
        raise Unfit("too_many_pages")
    return pages


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Everything the file holds, whether or not a page leads there; also what stands packed in streams of objects."""
    places = {(number, made) for made, table in reader.xref.items() for number in table}
    places |= {(number, 0) for number in reader.xref_objStm}
    if len(places) > MOST_OBJECTS:
        raise Unfit("endless")
    yield reader.trailer
    for number, made in sorted(places):
        yield reader.get_object(IndirectObject(number, made, reader))


def _acts(found: Any, depth: int = 0) -> bool:
    """Does a dictionary in here, at any depth, run, send or carry something? Other objects it names are asked on their own."""
    if depth > DEEPEST:
        raise Unfit("endless")
    if isinstance(found, DictionaryObject):
        values = [found.raw_get(name) for name in found]
        return not ACTING_NAMES.isdisjoint(found) or _says(found) or any(_acts(value, depth + 1) for value in values)
    if isinstance(found, ArrayObject):
        return any(_acts(value, depth + 1) for value in list.__iter__(found))
    return False


def _says(found: DictionaryObject) -> bool:
    said = {str(found.get(name)) for name in ("/S", "/Subtype", "/Type") if name in found}
    return not ACTING_VALUES.isdisjoint(said)
