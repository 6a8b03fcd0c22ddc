"""What the shipped policies hold, and that nothing in a rule file is idle."""

import ast
import hashlib
from dataclasses import fields, replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest

import guixiao
from guixiao.policy import AgeRule, Policy, StatusWord, Thresholds, load_policy, policy_for, shipped_policies
from guixiao.policy.accountability import Accountability
from guixiao.policy.alerts import ROWS as ALERT_ROWS
from guixiao.policy.alerts import Answers
from guixiao.policy.bodies import Body, Called, KeyPlaces
from guixiao.policy.crossings import Bounds, CrossingPurpose
from guixiao.policy.document import DATA, Document, read_document
from guixiao.policy.effort import ROWS, SINGLE
from guixiao.policy.inspections import Inspections
from guixiao.policy.looks import ROWS as LOOK_ROWS
from guixiao.policy.looks import Limits
from guixiao.policy.moves import Moves
from guixiao.policy.orders import Goal, Numbering
from guixiao.policy.referrals import Asking, Choice, Department, Question
from guixiao.policy.schema import BUCKETS, OUTCOMES, ROSTERS, WORD_LISTS
from guixiao.policy.validation import build_policy

HOUSE = Path(guixiao.__file__).parent
DOCS = HOUSE.parent / "docs"
POLICY = load_policy("national-2024")
HEADERS = {
    "enrolments": {
        "guardian_name": "成员1姓名",
        "guardian_id": "成员1身份证件号",
        "guardian_phone": "成员1联系电话",
        "guardian2_name": "成员2姓名",
        "guardian2_id": "成员2身份证件号",
        "phone": "联系电话",
        "second_number": "学籍辅号",
        "student_number": "全国学籍号 grbsm",
        "register_place": "户口所在地",
        "address": "现住址",
        "name": "xm",
        "id_number": "sfzjh",
        "birth_date": "csrq",
    },
    "elsewhere": {
        "status": "学籍状态",
        "attending_mode": "就读方式",
        "status_change": "异动类别",
    },
    "households": {
        "household_head": "户主姓名",
        "household_head_id": "户主身份证号",
        "household_number": "户号",
        "id_number": "公民身份号码",
        "address": "门(楼)详址",
        "cancel_reason": "注销原因",
        "moved_to": "何时何因迁往何地",
        "register_status": "户口状态",
        "guardian_name": "监护人",
    },
    "attendance": {
        "present": "实到 是否到校",
        "absence_reason": "未到原因",
        "guardian2_name": "母亲姓名",
        "last_day": "最后到校日期",
        "guardian_name": "家长姓名",
    },
    "poverty": {
        "id_number": "证件号码 证件号码(残疾人证)",
        "household_code": "户编号",
        "county": "县(市、区、旗)",
        "town": "镇(乡)",
        "village": "行政村",
        "not_attending_reason": "义务教育阶段未上学原因",
        "student_status": "在校生状况",
    },
    "disability": {
        "disability_number": "残疾人证号",
        "placement": "安置方式",
    },
    "schools": {
        "school_code": "学校标识码",
    },
}


def test_rosters_are_those_of_linkage():
    """By name, since policy and linkage may not import each other."""
    assert import_module("guixiao.linkage.fields").FIELDS == ROSTERS


def test_buckets_are_those_of_the_architecture():
    table = (DOCS / "architecture.md").read_text(encoding="utf-8").split("## Buckets and outcomes")[1]
    assert all(f"`{name}`" in table for name in (*BUCKETS, *OUTCOMES))
    assert tuple(POLICY.buckets) == tuple(BUCKETS) and tuple(POLICY.outcomes) == OUTCOMES
    assert set(BUCKETS) - POLICY.settled == {"in_review", "not_found", "left_roll"}
    assert POLICY.suspect == {"not_found", "left_roll"}


def test_version_is_id_and_hash_of_every_file_used():
    bases = ("words", "alerts", "looks", "crossings", "referrals", "orders", "accountability", "inspections", "moves", "bodies",
             "effort")  # fmt: skip
    files = [DATA / "national-2024.toml", *(DATA / f"base-{name}.toml" for name in bases)]
    digest = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()
    assert POLICY.version == f"national-2024@{digest[:12]}"


@pytest.mark.parametrize("policy", shipped_policies(), ids=lambda policy: policy.id)
def test_shipped_id_is_its_file_name(policy):
    assert (DATA / f"{policy.id}.toml").is_file()
    assert policy_for(policy.effective) == policy
    assert policy == load_policy(DATA / f"{policy.id}.toml")


@pytest.mark.parametrize(
    ("roster", "header", "field"),
    [(roster, word, field) for roster, fields in HEADERS.items() for field, words in fields.items() for word in words.split()],
)
def test_headers(roster, header, field):
    assert [name for name, words in POLICY.headers[roster].items() if header in words] == [field]


def test_every_field_has_words_and_its_own_name():
    for roster, names in ROSTERS.items():
        assert tuple(POLICY.headers[roster]) == names
        for field in names:
            assert field in POLICY.headers[roster][field] and len(POLICY.headers[roster][field]) > 1, (roster, field)


# Every key is used


# Values that are chosen from a list of the schema.
CHOSEN = {
    "posts": lambda posts: posts[::-1],
    **dict.fromkeys(("issuers", "seen_by", "approves", "skips", "confirms"), lambda posts: [*posts[1:], "principal", posts[0]]),
    "letters": lambda letters: [*letters, "persuasion_notice"],
    "measure": lambda number: 1 if number > 1 else 2,
    "unit": {"school_days": "months", "months": "terms", "terms": "months"}.get,
    "effect": {"watch": "keep", "keep": "watch", "out": "exclude", "exclude": "out"}.get,
    "evidence": lambda papers: [*papers, "contact_log"],
    **dict.fromkeys(("records", "draws", "rechecks"), lambda posts: [*posts, "township_post"]),
    **dict.fromkeys(("county", "names"), lambda posts: [*posts, "principal"]),
    **dict.fromkeys(("home", "school"), lambda posts: [*posts[1:], posts[0]]),
    "term_starts": lambda starts: [*starts, "09-01"],
    "needs": lambda needs: [*needs, "where"],
    "rule": {"lincang_2018": "guangdong_2009"}.get,
    "levels": lambda levels: [*levels, "village"],
    "kind": lambda kind: "closed" if kind == "returned" else "returned",
}
OF_CLOCKS = {
    "states": lambda states: [*states, "closed"],
    "starts": lambda verbs: [*verbs, "visit"],
    "ends": lambda verbs: [*verbs, "visit"],
    "resumes": lambda verbs: [*verbs, "visit"],
    "duty": lambda posts: [*posts, "principal"],
    "unit": lambda unit: "school_days" if unit == "calendar_days" else "calendar_days",
}


OF_BODIES = ("bodies", "functions", "key_places", "key_reasons")
EFFORT = {
    *ROWS,
    *SINGLE,
    *ALERT_ROWS,
    *LOOK_ROWS,
    "alerts",
    "looks",
    "goals",
    "moves",
    "accountability",
    "inspections",
    *OF_BODIES,
}
OF_TABLES = {*ROWS.values(), *SINGLE.values(), *ALERT_ROWS.values(), *LOOK_ROWS.values(), Answers, Limits, Goal, Numbering,
             Bounds, CrossingPurpose, Moves, Asking, Department, Question, Choice, Accountability, Inspections, Body, Called,
             KeyPlaces}  # fmt: skip
OF_REFERRALS = {
    "department": lambda name: "health" if name != "health" else "police",
    **dict.fromkeys(("asks", "seen_by"), lambda posts: [*posts, "principal"]),
    "fields": lambda fields: [*fields, "sex"],
    "finding": lambda name: "abroad" if name != "abroad" else "missing",
}
KINDS = sorted({Policy, AgeRule, Thresholds, StatusWord, *OF_TABLES}, key=lambda kind: kind.__name__)


def other(key, value):
    """A valid value that is not this one."""
    if key[-1] == "cut_off":
        return "07-31"
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    chosen = OF_CLOCKS if key[0] == "clocks" else CHOSEN if key[0] in ("lines", "verification", *EFFORT) else {}
    chosen = OF_REFERRALS if key[0] in ("referrals", "questions") else chosen
    if key[-1] in chosen:
        return chosen[key[-1]](value)
    if isinstance(value, list):
        return [*value, f"新词{len(value)}"]
    return value + "x" if isinstance(value, str) else value + 1


STANDS = ({"post": "principal", "level": "school", "line": "education"},
          {"post": "village_squad", "level": "village", "line": "administrative"})  # fmt: skip


def of_chain(key, value):
    """Other values for a key of the chain: a post goes with its level and its line."""
    if key[0] == "chain":
        return {key: {"preset": "six"}.get(key[-1], value[::-1] if isinstance(value, list) else f"{value}x")}
    if key[-1] not in ("post", "level", "line", "gap"):
        return {key: other(key, value)}
    if key[-1] == "gap" or (len(key) == 3 and key[1] in ("education_head", "class_teacher", "family")):
        return {key: next(stand["post" if key[-1] == "gap" else key[-1]] for stand in STANDS
                          if stand["post" if key[-1] == "gap" else key[-1]] != value)}  # fmt: skip
    stand = next(stand for stand in STANDS if stand[key[-1]] != value)
    return {(*key[:-1], name): there for name, there in stand.items()}


def leaves(values, key=()):
    for name, value in values.items():
        yield from leaves(value, (*key, name)) if isinstance(value, dict) else [((*key, name), value)]


def changed(document, changes):
    """The document with other values at some keys."""

    def copy(values, at=()):
        return {
            name: copy(value, (*at, name)) if isinstance(value, dict) else changes.get((*at, name), value)
            for name, value in values.items()
        }

    return Document((replace(document.layers[0], values=copy(document.values)),))


def test_every_key_of_a_rule_file_changes_the_policy():
    """Whatever a county writes has an effect; `extends` is what gathered the values."""
    document = read_document(DATA / "national-2024.toml")
    before = build_policy(changed(document, {}))
    idle = []
    for key, value in leaves(document.values):
        changes = {key: other(key, value)}
        if key[-1] in ("bucket", "outcome"):
            changes = {(*key[:-1], "bucket"): "not_found", (*key[:-1], "outcome"): "nowhere"}
            changes = {key: "deferred"} if key[0] == "sighted" else changes
        changes = of_chain(key, value) if key[0] in ("chain", "chiefs") else changes
        if key != ("extends",) and build_policy(changed(document, changes)) == before:
            idle.append(".".join(key))
    assert idle == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_attribute_is_read_outside_policy(kind):
    """What a rule file says is used, or at least shown: an attribute that nobody reads has no place in the schema."""
    read = set()
    for path in HOUSE.rglob("*.py"):
        inside = path.relative_to(HOUSE).parts
        if inside[0] != "policy" and "tests" not in inside:
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            read |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)}
    assert {field.name for field in fields(kind)} - read == set()


def shape(key):
    """The key as docs/policy.md writes it, with a capital word for each name that is free."""
    free = {
        "headers": "headers.ROSTER.FIELD",
        "buckets": "buckets.BUCKET",
        "outcomes": "outcomes.OUTCOME",
        "sighted": "sighted.STATE",
    }
    free |= {"verification": "verification.NAME", "evidence": "evidence.NAME", "lines": "lines.LINE"}
    free |= {"clocks": "clocks.NAME", "pauses": "pauses.NAME"}
    free |= {name: f"{name}.NAME" for name in (*ROWS, *ALERT_ROWS, *LOOK_ROWS, "goals", "crossing_purposes")}
    free |= {name: f"{name}.NAME" for name in ("bodies", "functions", "key_reasons")}
    free |= {"departments": "departments.NAME", "questions": "questions.NAME"}
    if key[2:3] == ("choices",):
        return f"questions.NAME.choices.CHOICE.{key[-1]}"
    free |= {"chiefs": "chiefs.CHIEF"} | ({"chain": "chain.CHAIN"} if len(key) > 2 else {})
    free |= dict.fromkeys(WORD_LISTS, "LIST.ENTRY")
    head = free.get(key[0], key[0])
    return ".".join([head, *key[head.count(".") + 1 :]])


def test_every_key_is_documented():
    text = (DOCS / "policy.md").read_text(encoding="utf-8")
    shapes = {shape(key) for key, _ in leaves(read_document(DATA / "national-2024.toml").values)}
    assert sorted(name for name in shapes if f"`{name}`" not in text) == []
