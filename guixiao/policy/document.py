"""A rule file with the files it extends: their bytes, their merged values, and where each key stands."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from guixiao.policy.lines import Key, key_lines
from guixiao.policy.problems import PolicyError, Problem, Said

DATA = Path(__file__).parent / "data"
_STEM = re.compile(r"[a-z0-9][a-z0-9-]*")
_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class Layer:
    """One file as it was read."""

    path: Path
    raw: bytes
    text: str
    values: dict[str, Any]

    @cached_property
    def lines(self) -> dict[Key, int]:
        return key_lines(self.text)


@dataclass(frozen=True)
class Document:
    """The file asked for first, then the file it extends, and so on."""

    layers: tuple[Layer, ...]

    @property
    def path(self) -> Path:
        return self.layers[0].path

    @cached_property
    def values(self) -> dict[str, Any]:
        """All keys; where two files have the same one, the file that extends the other wins."""
        merged: dict[str, Any] = {}
        for layer in reversed(self.layers):
            merged = _merge(merged, layer.values)
        return merged

    @property
    def sha256(self) -> str:
        """One hash over every file used: a changed word in a shared file is another version too."""
        digest = hashlib.sha256()
        for layer in self.layers:
            digest.update(hashlib.sha256(layer.raw).digest())
        return digest.hexdigest()

    def where(self, key: Key) -> tuple[Path, int]:
        """File and line of the key, else of the nearest table around it, else the first line of the file."""
        for length in range(len(key), 0, -1):
            for layer in self.layers:
                if line := layer.lines.get(key[:length]):
                    return layer.path, line
        return self.path, 1


def read_document(path: Path) -> Document:
    """Read the file and the chain of files it extends, each beside the file that names it, else among those shipped.

    A county's own congjiang-2019.toml may extend the shipped file of that name.
    """
    layers = [read_layer(path)]
    while (stem := layers[-1].values.get("extends")) is not None:
        base = _base_path(layers[-1], stem)
        if any(base.resolve() == layer.path.resolve() for layer in layers):
            raise _bad_extends(layers[-1], Said(f"{stem!r}（绕成了圈）", f"{stem!r} (a circle)"))
        layers.append(read_layer(base))
    return Document(tuple(layers))


def read_layer(path: Path) -> Layer:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
        return Layer(path, raw, text, tomllib.loads(text))
    except OSError as error:
        found = Said(f"无法读取（{error.strerror}）", f"a file that cannot be read ({error.strerror})")
        raise _unreadable(path, 0, found, Said("一个可读的 TOML 文件", "a readable TOML file")) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = Said(f"非 UTF-8 字节 0x{error.object[error.start]:02X}", f"byte 0x{error.object[error.start]:02X}, not UTF-8")
        raise _unreadable(path, line, found, Said("UTF-8 编码的文本（请另存为 UTF-8）", "text in UTF-8")) from error
    except tomllib.TOMLDecodeError as error:
        raise _syntax(path, text, str(error)) from error
    except RecursionError as error:
        raise _syntax(path, text, "nested too deeply (at line 1)") from error


def _syntax(path: Path, text: str, message: str) -> PolicyError:
    line = int(found[1]) if (found := _LINE.search(message)) else max(1, len(text.splitlines()))
    expected = Said("合法的 TOML（引号、括号成对，键不重复）", "valid TOML (closed quotes and brackets, no key twice)")
    return _unreadable(path, line, Said(f"TOML 语法错误：{message}", f"a TOML syntax error: {message}"), expected)


def _unreadable(path: Path, line: int, found: Said, expected: Said) -> PolicyError:
    return PolicyError([Problem(path, line, "", found, expected)])


def _base_path(layer: Layer, stem: object) -> Path:
    if not isinstance(stem, str) or not _STEM.fullmatch(stem):
        raise _bad_extends(layer, Said(repr(stem), repr(stem)))
    for folder in (layer.path.parent, DATA):
        candidate = folder / f"{stem}.toml"
        if candidate.is_file() and candidate.resolve() != layer.path.resolve():
            return candidate
    raise _bad_extends(layer, Said(f"{stem!r}（没有这个文件）", f"{stem!r} (no such file)"))


def _bad_extends(layer: Layer, found: Said) -> PolicyError:
    shipped = ", ".join(sorted(path.stem for path in DATA.glob("*.toml")))
    expected = Said(
        f"同一文件夹里或随系统提供的规则文件名，不带 .toml（{shipped}）",
        f"the name, without .toml, of a rule file beside this one or shipped ({shipped})",
    )
    return PolicyError([Problem(layer.path, layer.lines.get(("extends",), 1), "extends", found, expected)])


def _merge(base: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in child.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
