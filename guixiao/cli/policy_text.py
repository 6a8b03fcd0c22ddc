"""A policy in words: what `guixiao policy show` prints."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from guixiao.policy import AgeRule, Policy, StatusWord

SAMPLE = {"zh": "（样例，请县里核定）", "en": " (sample, for the county to confirm)"}
DECIDABLE = {"zh": "（复核时可认定）", "en": " (a reviewer may settle it)"}
LISTS = {
    "statuses": {"zh": "学籍状态词", "en": "Status words of enrolment files"},
    "absences": {"zh": "点名册未到原因词", "en": "Words for absence in the attendance roll"},
    "registrations": {"zh": "户口状态词", "en": "Words of the household register"},
}
EFFECTS = {
    "exclude": {"zh": "排除", "en": "excluded"},
    "watch": {"zh": "暂缓，到期再查", "en": "watched, asked again"},
    "keep": {"zh": "仍要找，不算落实", "en": "still looked for, never settled"},
    "out": {"zh": "确认失学辍学", "en": "out of school"},
}
GAP = {"zh": "空缺由谁定：", "en": "a gap is filled by"}
MONTHS = {"zh": "个月", "en": "months"}
TITLES = {
    "source": {"zh": "依据", "en": "Source"},
    "age": {"zh": "年龄", "en": "Ages"},
    "born": {"zh": "出生日期", "en": "Born"},
    "buckets": {"zh": "分类", "en": "Buckets"},
    "outcomes": {"zh": "原因", "en": "Outcomes"},
    "findings": {"zh": "核查结果", "en": "Findings of a verification"},
    "lines": {"zh": "双线", "en": "Two lines"},
    "chain": {"zh": "责任链", "en": "Chain of chiefs"},
    "thresholds": {"zh": "比对分值（比特）", "en": "Match thresholds (bits)"},
    "headers": {"zh": "表头", "en": "Headers"},
}


def as_text(policy: Policy, as_of: date, lang: str) -> str:
    return "\n".join(_lines(policy, as_of, lang))


def _lines(policy: Policy, as_of: date, lang: str) -> Iterable[str]:
    first, last = policy.birth_range(as_of)
    yield policy.title[lang] + (SAMPLE[lang] if policy.sample else "")
    yield f"{policy.version}  {in_force(policy, lang)}"
    yield f"{TITLES['source'][lang]}: {policy.source[lang]}"
    yield f"{TITLES['age'][lang]}: {age_in_words(policy.age, lang)}"
    yield f"{TITLES['born'][lang]}: {first} .. {last} ({as_of})"
    yield from _buckets(policy, lang)
    yield from ("", f"{TITLES['outcomes'][lang]}:")
    yield from (
        f"  {name:<24}{names[lang]}{DECIDABLE[lang] * (name in policy.decidable)}" for name, names in policy.outcomes.items()
    )
    for name, entries in _lists(policy).items():
        yield from ("", f"{LISTS[name][lang]}:")
        yield from (_entry(entry, policy, lang) for entry in entries)
    yield from _findings(policy, lang)
    yield from ("", f"{TITLES['thresholds'][lang]}: {_thresholds(policy)}")
    yield from _headers(policy, lang)


def in_force(policy: Policy, lang: str) -> str:
    return f"in force from {policy.effective}" if lang == "en" else f"{policy.effective} 起施行"


def age_in_words(age: AgeRule, lang: str) -> str:
    """The age rule as one sentence."""
    if age.cut_off is None:
        return {
            "zh": f"统计基准日满 {age.youngest} 至 {age.oldest} 周岁",
            "en": f"{age.youngest} to {age.oldest} full years on the as-of date",
        }[lang]
    month, day = age.cut_off
    cohorts = age.oldest - age.youngest + 1
    return {
        "zh": f"学年开始前一天（{month}月{day}日）满 {age.youngest} 至 {age.oldest} 周岁，共 {cohorts} 个出生年度，一学年内不变",
        "en": f"{age.youngest} to {age.oldest} full years on the last cut-off ({month:02}-{day:02}), {cohorts} birth cohorts",
    }[lang]


def _buckets(policy: Policy, lang: str) -> Iterable[str]:
    marks = {"zh": ("已落实", "未落实", "疑似"), "en": ("settled", "not settled", "suspect")}[lang]
    yield from ("", f"{TITLES['buckets'][lang]}:")
    for name, names in policy.buckets.items():
        said = [marks[0] if name in policy.settled else marks[1], *([marks[2]] if name in policy.suspect else [])]
        yield f"  {name:<24}{names[lang]} ({', '.join(said)})"


def _findings(policy: Policy, lang: str) -> Iterable[str]:
    yield from ("", f"{TITLES['findings'][lang]}:")
    for finding in policy.findings.values():
        papers = " / ".join(policy.evidence[paper][lang] for paper in finding.evidence)
        again = f", {finding.months} {MONTHS[lang]}" if finding.months else ""
        sample = SAMPLE[lang] if finding.sample else ""
        yield f"  {finding.code:<4}{finding.names[lang]}{sample}: {EFFECTS[finding.effect][lang]}{again}; {papers}"
    yield from ("", f"{TITLES['lines'][lang]}:")
    yield from (f"  {line.names[lang]}: {' '.join(line.posts)}" for line in policy.lines.values())
    yield from _chain(policy, lang)


def _chain(policy: Policy, lang: str) -> Iterable[str]:
    """The chain in force, chief by chief, then the other presets."""
    yield from ("", f"{TITLES['chain'][lang]}: {policy.chain} {policy.chains[policy.chain].names[lang]}")
    for name in policy.chains[policy.chain].chiefs:
        chief = policy.chiefs[name]
        stands = f"{chief.line}, {chief.level}, {chief.post or '-'}, {GAP[lang]} {chief.gap}"
        yield f"  {chief.names[lang]} ({stands}): {chief.duty[lang]}"
    others = [f"{name} {chain.names[lang]}" for name, chain in policy.chains.items() if name != policy.chain]
    yield from (f"  ({other})" for other in others)


def _lists(policy: Policy) -> dict[str, tuple[StatusWord, ...]]:
    return {"statuses": policy.statuses, "absences": policy.absences, "registrations": policy.registrations}


def _entry(entry: StatusWord, policy: Policy, lang: str) -> str:
    without = {"zh": "除外", "en": "except"}[lang]
    exceptions = f" ({without}: {' '.join(entry.exceptions)})" if entry.exceptions else ""
    head = f"{policy.buckets[entry.bucket][lang]} / {policy.outcomes[entry.outcome][lang]}"
    return f"  {head}{SAMPLE[lang] if entry.sample else ''}: {' '.join(entry.words)}{exceptions}"


def _thresholds(policy: Policy) -> str:
    read = policy.thresholds
    return f"accept {read.accept:g}, margin {read.margin:g}, review {read.review:g}, review_margin {read.review_margin:g}"


def _headers(policy: Policy, lang: str) -> Iterable[str]:
    for roster, fields in policy.headers.items():
        yield from ("", f"{TITLES['headers'][lang]} {roster}:")
        yield from (f"  {field:<22}{' '.join(words)}" for field, words in fields.items())


def as_json(policy: Policy, as_of: date) -> dict[str, Any]:
    """The same for a program."""
    first, last = policy.birth_range(as_of)
    return {
        "id": policy.id, "version": policy.version, "title": policy.title, "source": policy.source,
        "effective": policy.effective.isoformat(), "sample": policy.sample, "as_of": as_of.isoformat(),
        "age": {
            "youngest": policy.age.youngest, "oldest": policy.age.oldest, "cut_off": _cut_off(policy.age),
            "zh": age_in_words(policy.age, "zh"), "en": age_in_words(policy.age, "en"),
        },
        "birth_range": [first.isoformat(), last.isoformat()],
        "buckets": {
            name: {**names, "settled": name in policy.settled, "suspect": name in policy.suspect}
            for name, names in policy.buckets.items()
        },
        "outcomes": {name: {**names, "decidable": name in policy.decidable} for name, names in policy.outcomes.items()},
        **{name: [vars(entry) for entry in entries] for name, entries in _lists(policy).items()},
        "evidence": policy.evidence,
        "findings": {name: vars(finding) for name, finding in policy.findings.items()},
        "lines": {name: vars(line) for name, line in policy.lines.items()},
        "chain": policy.chain, "chains": {name: vars(chain) for name, chain in policy.chains.items()},
        "chiefs": {name: vars(chief) for name, chief in policy.chiefs.items()},
        "thresholds": vars(policy.thresholds), "headers": policy.headers,
    }  # fmt: skip


def _cut_off(age: AgeRule) -> str | None:
    return f"{age.cut_off[0]:02}-{age.cut_off[1]:02}" if age.cut_off else None
