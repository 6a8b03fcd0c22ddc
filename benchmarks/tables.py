"""Clean rows of each roster, as the clerk would write them on a good day."""

import numpy as np

from benchmarks import names, places, states
from benchmarks.dates import form
from benchmarks.people import People

NOTHING = np.array(None, dtype=object)


class Table:
    """Rows of one roster: text columns, whose row it is (-1: an adult), and which errors fell on it."""

    def __init__(self, roster: str, people: People, owner: np.ndarray):
        self.roster, self.people, self.owner = roster, people, owner
        self.columns: dict[str, np.ndarray] = {}
        self.mask = np.zeros(len(owner), dtype=object)

    def __len__(self) -> int:
        return len(self.owner)

    def of(self, column: str) -> np.ndarray:
        return vars(self.people)[column][self.owner]

    def put(self, **columns) -> None:
        for name, column in columns.items():
            self.columns[name] = (
                np.array(column, dtype=object) if not isinstance(column, str) else np.full(len(self), column, dtype=object)
            )


def words(rng, table: dict[str, str], keys: np.ndarray) -> np.ndarray:
    """A word for every key; None for keys without words."""
    out = np.full(len(keys), None, dtype=object)
    for key, options in table.items():
        rows = keys == key
        out[rows] = rng.choice(np.array(options.split(), dtype=object), rows.sum())
    return out


def person(table: Table, sexes: tuple[str, str] = ("女", "男"), codes: bool = False) -> None:
    ethnicity = table.of("ethnicity")
    if codes:
        ethnicity = np.array([names.ETHNIC_CODES[word] for word in ethnicity], dtype=object)
    table.put(
        name=table.of("name").copy(),
        former_name=np.full(len(table), None, dtype=object),
        id_number=table.of("id").copy(),
        sex=np.array(sexes, dtype=object)[table.of("male")],
        ethnicity=ethnicity,
    )


def place(table: Table, county, town_style: int, village_style: int) -> None:
    town = places.town_words(county, town_style)[table.of("town")]
    village = places.village_words(county, village_style)[table.of("village")]
    group = np.array([f"{number}组" for number in range(13)], dtype=object)[table.of("group")]
    house = np.array([f"{number}号" for number in range(301)], dtype=object)[table.of("house")]
    address = (
        f"贵州省黔东南苗族侗族自治州{county.name}"
        + county.towns[table.of("town")]
        + county.villages[table.of("village")]
        + group
        + house
    )
    outside = table.of("outside")
    table.put(county=county.name, town=town, village=village, address=address)
    for column in ("county", "town", "village", "address"):
        table.columns[column][outside] = None
    table.columns["address"][outside] = [f"{places.FAR[at % len(places.FAR)]}{at % 200}号" for at in table.of("pid")[outside]]


def guardians(rng, table: Table, fathers: float = 0.62) -> None:
    """Who signs at the school: the father, the mother or the grandfather."""
    who = rng.choice(3, len(table), p=[fathers, 0.25, 0.75 - fathers])
    pick = [
        (table.of("father"), table.of("father_id")),
        (table.of("mother"), table.of("mother_id")),
        (table.of("grandfather"), table.of("grandfather_id")),
    ]
    name, number = (np.choose(who, [pair[side] for pair in pick]) for side in (0, 1))
    other = np.where(who == 1, 0, 1)
    second, second_id = (np.choose(other, [pair[side] for pair in pick[:2]]) for side in (0, 1))
    phone = np.where(who == 1, table.of("phone2"), table.of("phone"))
    table.put(
        guardian_name=name,
        guardian_id=number,
        guardian_phone=phone,
        guardian2_name=second,
        guardian2_id=second_id,
        guardian2_phone=np.where(who == 1, table.of("phone"), table.of("phone2")),
        phone=phone.copy(),
    )
    blank(rng, table, 0.30, "guardian2_name", "guardian2_id", "guardian2_phone")
    blank(rng, table, 0.35, "guardian_id")


def blank(rng, table: Table, share: float, *columns: str) -> None:
    rows = rng.random(len(table)) < share
    for column in columns:
        table.columns[column][rows] = None


def households(rng, people: People, owner: np.ndarray, county) -> Table:
    table = Table("households", people, owner)
    person(table)
    place(table, county, 0, 0)
    by_mother = table.of("family") % 5 == 1
    family_by_house = table.of("family") % 4 == 0  # the grandfather is still the head
    head = np.where(family_by_house, table.of("grandfather"), table.of("father"))
    head_id = np.where(family_by_house, table.of("grandfather_id"), table.of("father_id"))
    relation = np.where(family_by_house, "孙", "子").astype(object)
    relation = np.where(table.of("male") == 1, relation, np.where(family_by_house, "孙女", "女"))
    guardian = np.where(by_mother, table.of("mother"), table.of("father"))
    state = table.of("state")
    dead, moved = state == states.CODE["deceased"], np.isin(state, [states.CODE["moved_out"], states.CODE["moved_elsewhere"]])
    status = np.where(dead | moved, "注销", "正常").astype(object)
    reason = np.where(dead, "死亡", np.where(moved, "迁出", NOTHING))
    table.put(
        household_number=table.of("number").copy(),
        household_head=head,
        household_head_id=head_id,
        relation=relation,
        register_status=status,
        cancel_reason=reason,
        moved_to=np.where(moved, "广东省东江市", NOTHING),
        guardian_name=guardian,
        guardian_id=np.where(by_mother, table.of("mother_id"), table.of("father_id")),
        guardian_phone=table.of("phone").copy(),
    )
    blank(rng, table, 0.3, "guardian_id")
    return table


GRADES = ("", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")
GRADES_B = ("", "1年级", "2年级", "3年级", "4年级", "5年级", "6年级", "初一", "初二", "初三")
GRADES_C = ("", *(f"小学{2026 - grade + 1}级" for grade in range(1, 7)), *(f"初中{2026 - grade + 7}级" for grade in range(7, 10)))
NUMERALS = "〇一二三四五六七八九十"


def classes(table: Table, style: int) -> None:
    grade, number = table.of("grade"), table.of("class_number")
    patterns = (
        lambda g, c: f"{c}班",
        lambda g, c: f"（{c}）班",
        lambda g, c: f"{GRADES[g]}{c}班",
        lambda g, c: f"{GRADES[g]}({c})班",
    )
    labels = np.array([[patterns[style](g, c) for c in range(40)] for g in range(10)], dtype=object)
    table.put(
        grade=np.array((GRADES, GRADES_B, GRADES_C)[style % 3], dtype=object)[grade],
        class_name=labels[grade, np.minimum(number, 39)],
    )


def enrolments(rng, people: People, owner: np.ndarray, county) -> Table:
    table = Table("enrolments", people, owner)
    person(table)
    place(table, county, 0, 1)
    guardians(rng, table)
    classes(table, 0)
    status = table.of("local")
    home = status == "home_taught"
    change = words(rng, {"suspended": "休学", "transferred": "转出", "dropped": "退学 辍学", "died": "死亡"}, status)
    table.put(
        school=county.school_full[table.of("school")],
        school_code=county.school_code[table.of("school")],
        status=words(rng, states.STATUS, status),
        status_change=change,
        attending_mode=np.where(home, "送教上门", rng.choice(np.array(["走读", "住校", "1", "2"], dtype=object), len(table))),
        student_number="G" + table.of("id"),
        second_number=np.full(len(table), None, dtype=object),
        register_place=table.columns["address"].copy(),
        disability=np.where(home, "肢体残疾", NOTHING),
    )
    return table


def elsewhere(rng, people: People, owner: np.ndarray, county) -> Table:
    table = Table("elsewhere", people, owner)
    person(table, ("2", "1"), codes=True)
    place(table, county, 0, 3)
    guardians(rng, table, 0.55)
    classes(table, 1)
    far = places.far_schools()
    table.put(
        school=far[table.of("pid") * 7919 % len(far)],
        school_code=np.array([f"{2144000000 + at * 7919 % len(far)}" for at in table.of("pid")]),
        status=words(rng, states.STATUS, table.of("away")),
        student_number="G" + table.of("id"),
        register_place=table.columns["address"].copy(),
    )
    for column in ("town", "village"):
        del table.columns[column]
    return table


def bare_names(county) -> np.ndarray:
    """Without the township: one name may then mean two schools."""
    towns = [places.bare(name) for name in county.towns]
    return np.array(
        [
            name.removeprefix(towns[town]) if name.endswith("小学") else name
            for name, town in zip(county.school_short, county.school_town, strict=True)
        ],
        dtype=object,
    )


def attendance(rng, people: People, owner: np.ndarray, county) -> Table:
    """Typed by class teachers: each school has its own habit of noting the ID, the student number, or neither."""
    table = Table("attendance", people, owner)
    person(table)
    guardians(rng, table, 0.50)
    classes(table, 3)
    school = table.of("school")
    named = np.random.default_rng((county.number, 2))
    names_here = np.where(named.random(len(county.school_full)) < 0.25, bare_names(county), county.school_short)
    names_here[int(named.integers(len(names_here)))] = (
        "振华实验学校"  # one school has a new name that the enrolment system does not know
    )
    names_here = county.name + names_here if county.several else names_here
    habit = np.random.default_rng(county.number).choice(3, len(county.school_full), p=[0.50, 0.25, 0.25])[school]
    table.columns["id_number"][habit != 0] = None
    number = "G" + table.of("id")
    number[habit != 1] = None
    roll = table.of("roll")
    present = roll == "present"
    table.put(
        school=names_here[school],
        student_number=number,
        present=np.where(present, rng.choice(np.array(["是", "是", "√", "实到"], dtype=object), len(table)), "否"),
        absence_reason=words(rng, states.ABSENCE, roll),
        last_day=np.where(present, NOTHING, "2026-03-0" + str(rng.integers(1, 9))),
        whereabouts=np.where(
            roll == "left_absent", rng.choice(np.array(["广东", "浙江", "在家", None], dtype=object), len(table)), NOTHING
        ),
    )
    for column in ("guardian2_name", "guardian2_id", "guardian2_phone", "guardian_id", "ethnicity"):
        del table.columns[column]
    blank(rng, table, 0.5, "phone", "guardian_phone")
    return table


def schools(county) -> dict[str, np.ndarray]:
    kinds = np.array(["小学", "初级中学", "九年一贯制学校", "特殊教育学校"], dtype=object)
    return {
        "school_code": county.school_code,
        "school": county.school_full,
        "kind": kinds[county.school_level],
        "town": county.towns[county.school_town],
        "county": np.full(len(county.school_full), county.name, dtype=object),
    }


def poverty(rng, people: People, owner: np.ndarray, county) -> Table:
    table = Table("poverty", people, owner)
    person(table)
    place(table, county, 0, 2)
    code = np.array([f"{county.code}{number:08d}" for number in table.of("family")], dtype=object)
    state = table.of("state")
    studying = np.isin(state, [states.CODE[name] for name in ("in_class", "elsewhere", "class_only", "sick_leave")])
    grade = np.where(table.of("grade") > 6, "初中", "小学").astype(object)
    table.put(
        household_code=code,
        person_code=code + np.array([f"{at % 90 + 10}" for at in range(len(table))], dtype=object),
        household_head=table.of("father"),
        relation=np.where(table.of("male") == 1, "之子", "之女"),
        education=grade,
        household_kind=np.where(table.of("family") % 5 == 0, "监测对象", "脱贫户"),
        student_status=np.where(studying, grade, "非在校生"),
        school=np.where(studying, county.school_short[table.of("school")], NOTHING),
        phone=table.of("phone").copy(),
        health=rng.choice(np.array(["健康", "健康", "健康", "健康", "残疾", "长期慢性病"], dtype=object), len(table)),
    )
    return table


FATHER, MOTHER = 3_000_000, 5_000_000  # added to a family's number: who the parents are


def parents_of(rng, table: Table, share: float, pattern: str) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Rows of parents for the poverty and the household register, and whose they are."""
    first = np.unique(table.of("family"), return_index=True)[1]
    first = first[rng.random(len(first)) < share]
    people, owner = table.people, table.owner[first]
    father = rng.random(len(first)) < 0.55
    rows = {name: column[first] for name, column in table.columns.items()}
    numbers = np.where(father, people.father_id[owner], people.mother_id[owner])
    births = [form(pattern, (int(number[6:10]), int(number[10:12]), int(number[12:14]))) for number in numbers]
    fresh = {
        "name": np.where(father, people.father[owner], people.mother[owner]),
        "id_number": numbers,
        "birth_date": births,
        "sex": np.where(father, "男", "女"),
        "relation": np.where(father, "户主", "妻"),
    }
    fresh |= {
        name: [value] * len(first)
        for name, value in (
            ("former_name", None),
            ("education", "小学"),
            ("student_status", None),
            ("school", None),
            ("register_status", "正常"),
            ("cancel_reason", None),
            ("moved_to", None),
            ("guardian_name", None),
            ("guardian_id", None),
        )
    }
    rows |= {name: np.array(cells, dtype=object) for name, cells in fresh.items() if name in rows}
    return rows, people.family[owner] + np.where(father, FATHER, MOTHER)


CATEGORIES = np.array(["视力", "听力", "言语", "肢体", "智力", "精神", "多重"], dtype=object)


def disability(rng, people: People, owner: np.ndarray, county) -> Table:
    table = Table("disability", people, owner)
    person(table)
    place(table, county, 0, 0)
    category, grade = rng.integers(0, 7, len(table)), rng.integers(1, 5, len(table))
    suffix = np.array([f"{kind + 1}{level}" for kind, level in zip(category, grade, strict=True)], dtype=object)
    table.put(
        disability_number=table.of("id") + suffix,
        disability=CATEGORIES[category] + "残疾",
        phone=table.of("phone").copy(),
        disability_grade=np.array(["", "一级", "二级", "三级", "四级"], dtype=object)[grade],
        guardian_name=table.of("father"),
        placement=rng.choice(
            np.array(["随班就读", "普通学校", "送教上门", "特殊学校", "未入学", None], dtype=object), len(table)
        ),
    )
    return table
