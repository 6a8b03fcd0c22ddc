"""The house keeps its own rules. Each test says in its message what to do about a failure."""

import ast
import importlib.util
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connection
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCE_LINES, TEST_LINES, TEMPLATE_LINES, FUNCTION_LINES = 400, 600, 150, 40
EMPTY_WORDS = {"utils", "helpers", "common", "misc", "services"}
OURS = ("guixiao", "tests", "benchmarks", "scripts", "docs", "requirements", ".ci")


def files(*suffixes: str) -> Iterator[Path]:
    """Our own files: nothing vendored, generated or cached."""
    yield from sorted(path for path in ROOT.iterdir() if path.is_file() and path.suffix in suffixes)
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and not {"vendor", "__pycache__"} & set(path.parts):
                yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def load_script(stem: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(stem, ROOT / "scripts" / f"{stem}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Size and names


def test_files_stay_small():
    limits = {".py": SOURCE_LINES, ".css": SOURCE_LINES, ".js": SOURCE_LINES, ".html": TEMPLATE_LINES, ".sh": SOURCE_LINES}
    over = [
        f"{name(path)}: {lines(path)}"
        for path in files(*limits)
        if "migrations" not in path.parts and lines(path) > (TEST_LINES if is_test(path) else limits[path.suffix])
    ]
    assert not over, "split by noun: " + ", ".join(over)


def test_functions_stay_short():
    over = []
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION_LINES:
                    over.append(f"{name(path)}:{node.lineno} {node.name}: {length}")
    assert not over, f"more than {FUNCTION_LINES} lines:\n" + "\n".join(over)


def test_files_are_named_for_nouns():
    empty = [name(path) for path in files(".py", ".html") if EMPTY_WORDS & {path.stem, path.parent.name}]
    assert not empty, f"name them for what they hold: {empty}"


def test_makefile_has_ten_targets_at_most_each_with_its_sentence():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):(.*)$", text, re.MULTILINE)
    assert len(targets) <= 10
    assert [target for target, rest in targets if "## " not in rest] == []


def test_nothing_is_left_to_do_without_an_issue():
    mark = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!.*#\d+)")
    left = [
        f"{name(path)}:{number}"
        for path in files(".py", ".html", ".js", ".css", ".sh", ".toml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if mark.search(line)
    ]
    assert not left, f"name the issue, as #12: {left}"


# One write path, both databases alike

WRITES = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete", "create"}


def test_only_actions_write_to_the_database():
    """Views, forms, models and rules decide or show; a verb in actions.py writes, in one transaction.

    Django itself asks for `UserManager.create_user`.
    """
    strays = []
    for path in files(".py"):
        if path.stem in {"views", "forms", "models", "rules", "urls"} or path.parent.name in {"views", "forms", "models"}:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            managers = {
                id(inner) for node in ast.walk(tree) if getattr(node, "name", "") == "UserManager" for inner in ast.walk(node)
            }
            for node in ast.walk(tree):
                if (
                    id(node) not in managers
                    and isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in WRITES
                ):
                    strays.append(f"{name(path)}:{node.lineno} .{node.func.attr}()")
    assert not strays, "move to actions.py:\n" + "\n".join(strays)


def test_the_database_is_the_one_that_was_asked_for(db):
    """`make test` runs this twice; a run that fell back to SQLite would prove nothing about PostgreSQL."""
    wanted_vendor = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    assert connection.vendor == wanted_vendor
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_no_row_locks():
    """SQLite ignores them (docs/adr/0002): use a conditional update and look at the number of rows it changed."""
    word = "select_for" + "_update"
    assert [name(path) for path in files(".py") if word in path.read_text(encoding="utf-8")] == []


def test_migrations_are_named_for_what_they_do():
    bad = [name(path) for path in (ROOT / "guixiao").glob("*/migrations/*.py") if re.search(r"_auto(_|$)", path.stem)]
    assert not bad, f"makemigrations -n NAME: {bad}"


# Locks and notices


def pins(lock: str) -> dict[str, tuple[str, list[str], bool]]:
    """Of each package in a lock: version, who asks for it, whether it has hashes."""
    found = {}
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        head = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", block)
        if head:
            askers = re.findall(r"^ +#(?: via)? +([^\s-]\S*)", block.replace("# via\n", "#\n"), re.MULTILINE)
            found[canonicalize_name(head[1])] = (head[2], askers, "--hash=sha256:" in block)
    return found


def wanted(lock: str) -> list[Requirement]:
    extras = {"base": [], "train": ["train"], "dev": ["dev", "train"]}[lock]
    optional = [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    return [Requirement(line) for line in [*PROJECT["dependencies"], *optional]]


@pytest.mark.parametrize("lock", ["base", "train", "dev"])
def test_lock_matches_pyproject(lock):
    locked = pins(lock)
    faults = []
    for requirement in wanted(lock):
        version = locked.get(canonicalize_name(requirement.name), ("",))[0]
        if not version or not requirement.specifier.contains(version, prereleases=True):
            faults.append(f"{requirement} is locked at {version or 'nothing'}")
    direct = {canonicalize_name(requirement.name) for requirement in wanted(lock)}
    for package, (_, askers, hashed) in locked.items():
        if not hashed:
            faults.append(f"{package} has no hash")
        if not any(canonicalize_name(asker) in locked for asker in askers) and package not in direct:
            faults.append(f"{package} is locked, but nothing asks for it")
    assert not faults, f"make lock ({lock}.lock): {faults}"


@pytest.mark.parametrize("lock", ["train", "dev"])
def test_locks_agree(lock):
    """scripts/setup.sh takes dev.lock for base.lock where it is installed already."""
    other = pins(lock)
    differing = {package: pin[0] for package, pin in pins("base").items() if other.get(package, ("",))[0] != pin[0]}
    assert not differing, f"make lock: {lock}.lock has other versions of {differing}"


def test_notice_names_every_part():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").lower()
    parts = [*pins("base"), *(path.name.split("-")[0] for path in (ROOT / "guixiao").glob("*/static/vendor/*") if path.is_dir())]
    missing = [part for part in parts if not re.search(rf"^\W*{re.escape(part)}\b", notice, re.MULTILINE)]
    assert not missing, f"add name and licence to NOTICE: {missing}"


# Words


def test_translations_are_complete():
    messages = load_script("messages")
    places = messages.marked(ROOT / "guixiao")
    catalogues = sorted((ROOT / "guixiao").glob("**/locale/*/LC_MESSAGES/django.po"))
    assert catalogues or not places
    faults = [fault for po in catalogues for fault in messages.faults(po, places)]
    assert not faults, "python scripts/messages.py, then translate:\n" + "\n".join(faults)


LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_links_in_the_documents_lead_somewhere():
    broken = []
    for path in files(".md"):
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for link in LINK.findall(text):
            if re.match(r"[a-z]+:", link):
                continue
            target, _, anchor = link.partition("#")
            page = (path.parent / target).resolve() if target else path
            if not page.exists() or (anchor and page.suffix == ".md" and anchor not in anchors(page)):
                broken.append(f"{name(path)}: {link}")
    assert not broken, "\n".join(broken)


def test_every_page_of_the_documents_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    lost = [name(path) for path in files(".md") if path.is_relative_to(ROOT / "docs") and path != ROOT / "docs/README.md"
            and path.relative_to(ROOT / "docs").as_posix() not in index
            and path.parent.name not in {"packages", "commands"}]  # fmt: skip
    assert not lost, f"add to docs/README.md: {lost}"


def test_every_package_and_command_has_its_page():
    docs = {path.relative_to(ROOT / "docs").as_posix() for path in files(".md") if path.is_relative_to(ROOT / "docs")}
    packages = sorted(path.parent.name for path in (ROOT / "guixiao").glob("*/__init__.py"))
    missing = [package for package in packages if not {f"{package}.md", f"packages/{package}.md"} & docs]
    command_line = (ROOT / "guixiao" / "cli" / "__init__.py").read_text(encoding="utf-8")
    commands = re.findall(r'^    "(\w+)": "guixiao\.cli\.', command_line, re.MULTILINE)
    missing += [f"commands/{command}" for command in commands if f"commands/{command}.md" not in docs]
    assert not missing, f"write, under docs/: {missing}"


def test_every_setting_is_in_the_operations_page():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    sources = "".join(
        path.read_text(encoding="utf-8") for path in files(".py", ".sh") if name(path).startswith(("guixiao/", "scripts/"))
    )
    unknown = {word for word in re.findall(r"\bGUIXIAO_[A-Z_]+\b", sources) if word not in page}
    assert not unknown, f"add to docs/operations.md: {sorted(unknown)}"


def test_the_two_readmes_say_the_same():
    def shape(file: str) -> list[str]:
        text = (ROOT / file).read_text(encoding="utf-8")
        heads = re.findall(r"^(#+) ", text, re.MULTILINE)
        commands = re.findall(r"^(?:make|guixiao|git)\b[^#\n]*?(?= *(?:#|$))", text, re.MULTILINE)
        return heads + commands

    assert shape("README.md") == shape("README.zh-CN.md")
