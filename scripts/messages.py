"""Translations without gettext's programs: collects the marked strings of the sources into the .po files and compiles them.

    .venv/bin/python scripts/messages.py            bring locale/*/LC_MESSAGES/django.po and .mo up to date
    .venv/bin/python scripts/messages.py --check    say what is missing, change nothing (tests/test_house.py)

A catalogue maps (context, msgid, msgid_plural) to its translations. A new string gets an empty translation, one that no source
has any longer is dropped. An empty or fuzzy translation fails the check.
"""

import ast
import io
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
MARKERS = {
    "_": "s", "gettext": "s", "gettext_lazy": "s", "gettext_noop": "s",
    "ngettext": "sp", "ngettext_lazy": "sp",
    "pgettext": "cs", "pgettext_lazy": "cs",
    "npgettext": "csp", "npgettext_lazy": "csp",
}  # fmt: skip


class Key(NamedTuple):
    context: str
    one: str
    many: str


Catalogue = dict[Key, tuple[str, ...]]


def marked(package: Path) -> dict[Key, str]:
    """Every string marked for translation under a folder, with the first file that has it."""
    found: dict[Key, str] = {}
    for path in sorted(package.rglob("*")):
        where = path.relative_to(package.parent).as_posix()
        if {"tests", "migrations", "static", "locale"} & set(path.parts):
            continue
        if path.suffix == ".py":
            source = path.read_text(encoding="utf-8")
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            source = _template(path)
        else:
            continue
        for key in _calls(source):
            found.setdefault(key, where)
    return found


def _template(path: Path) -> str:
    """A template's marked strings as lines of Python, by Django's own reader of templates."""
    from django.utils.translation.template import templatize

    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    calls = re.findall(r"\b(?:n?p?gettext|_)\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[^()'\"])*\)", text)
    return "\n".join(call.strip() for call in calls)


def _calls(source: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        shape = MARKERS.get(name)
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if shape and len(texts) >= len(shape):
            parts = dict(zip(shape, texts, strict=False))
            yield Key(parts.get("c", ""), parts["s"], parts.get("p", ""))


def read_po(path: Path) -> tuple[str, Catalogue, set[Key]]:
    """Header, translations and the keys marked fuzzy."""
    header, catalogue, fuzzy = "", {}, set()
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        fields = _fields(line for line in block.splitlines() if not line.startswith("#"))
        if "msgid" not in fields:
            continue
        key = Key(fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", ""))
        strings = tuple(text for name, text in fields.items() if name.startswith("msgstr"))
        if not key.one and not key.context:
            header = strings[0]
            continue
        catalogue[key] = strings
        if re.search(r"^#,.*\bfuzzy\b", block, re.MULTILINE):
            fuzzy.add(key)
    return header, catalogue, fuzzy


def _fields(lines: Iterable[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        start = re.match(r"(msg\w+(?:\[\d+\])?)\s+(\".*)", line)
        if start:
            name, line = start.groups()
            fields[name] = ""
        if name and line.strip().startswith('"'):
            fields[name] += ast.literal_eval(line.strip())
    return fields


def write_po(path: Path, header: str, catalogue: Catalogue, places: dict[Key, str]) -> None:
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(_quote(line + "\n") for line in header.splitlines())]
    for key in sorted(catalogue):
        lines = [f"#: {places[key]}"] if key in places else []
        lines += [f"msgctxt {_quote(key.context)}"] if key.context else []
        lines += [f"msgid {_quote(key.one)}"]
        strings = catalogue[key]
        if key.many:
            lines += [f"msgid_plural {_quote(key.many)}"]
            lines += [f"msgstr[{number}] {_quote(text)}" for number, text in enumerate(strings)]
        else:
            lines += [f"msgstr {_quote(strings[0])}"]
        blocks.append("\n".join(lines))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def compiled(header: str, catalogue: Catalogue) -> bytes:
    """The .mo file: sorted, without a hash table, the same bytes for the same catalogue."""
    pairs = [(b"", header.encode())]
    for key, strings in catalogue.items():
        one = f"{key.context}\x04{key.one}" if key.context else key.one
        pairs.append(("\0".join([one, key.many] if key.many else [one]).encode(), "\0".join(strings).encode()))
    pairs.sort()
    count = len(pairs)
    offset = 28 + count * 16
    tables = [io.BytesIO(), io.BytesIO()]
    data = io.BytesIO()
    for side, table in enumerate(tables):
        for pair in pairs:
            table.write(struct.pack("<II", len(pair[side]), offset + data.tell()))
            data.write(pair[side] + b"\0")
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + count * 8, 0, 28 + count * 16)
    return head + tables[0].getvalue() + tables[1].getvalue() + data.getvalue()


def faults(po: Path, places: dict[Key, str]) -> list[str]:
    """What keeps this catalogue from being complete, one line each."""
    header, catalogue, fuzzy = read_po(po)
    found = [f"{place}: not in {po.name}: {key.one!r}" for key, place in places.items() if key not in catalogue]
    found += [f"no source has it any longer: {key.one!r}" for key in catalogue if key not in places]
    found += [f"fuzzy: {key.one!r}" for key in sorted(fuzzy)]
    found += [f"not translated: {key.one!r}" for key, strings in catalogue.items() if not all(strings)]
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(header, catalogue):
        found.append(f"{mo.name} is not what {po.name} says")
    return [f"{po.parent.parent.name}: {fault}" for fault in found]


def update(po: Path, places: dict[Key, str]) -> None:
    header, catalogue, fuzzy = read_po(po)
    catalogue = {key: strings for key, strings in catalogue.items() if key not in fuzzy}
    plurals = int((re.search(r"nplurals\s*=\s*(\d)", header) or [0, 2])[1])
    wanted = {key: catalogue.get(key, ("",) * (plurals if key.many else 1)) for key in places}
    write_po(po, header, wanted, places)
    po.with_suffix(".mo").write_bytes(compiled(*read_po(po)[:2]))


def main() -> int:
    places = marked(ROOT / "guixiao")
    catalogues = sorted((ROOT / "guixiao").glob("**/locale/*/LC_MESSAGES/django.po"))
    if "--check" not in sys.argv[1:]:
        for po in catalogues:
            update(po, places)
    found = [fault for po in catalogues for fault in faults(po, places)]
    print("\n".join(found) or f"{len(places)} strings, {len(catalogues)} catalogues, complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
