"""The named cast: families whose rows went wrong in the ways of real lists, each in a story of its own."""

from guixiao.linkage.tests.rosters import County, number

FATHER = number("1980-03-04", 331)


def people() -> County:
    county = County(background=300)
    for story in STORIES:
        story(county)
    return county


def numbers(c: County) -> None:
    """Numbers that are empty, old, borrowed or damaged."""
    c.register("no number", "吴银仙", "2009-05-14", id_number="")
    c.school("no number", id_number=number("2009-05-14", 702))

    right = number("2011-03-02", 704)
    c.register("elder with own number", "石老银", "2008-07-21", "男", id_number=number("2008-07-21", 705), household_number="HS1")
    c.register("younger with elder's number", "石银花", "2011-03-02", id_number=number("2008-07-21", 705), household_number="HS1")
    c.school("elder with own number")
    c.school("younger with elder's number", id_number=right)

    old = number("2007-09-19", 706)
    c.register("old number in the register", "潘水梅", "2007-09-19", id_number=old[:6] + old[8:17])
    c.school("old number in the register", id_number=old)
    c.register("old number at school", "潘水兰", "2008-09-19", id_number=number("2008-09-19", 708))
    c.school("old number at school", id_number=number("2008-09-19", 708)[:6] + number("2008-09-19", 708)[8:17])


def borrowed_numbers(c: County) -> None:
    """Children under the number of a brother, a sister or a stranger."""
    c.register(
        "at school with sister's number",
        "韦荣耀",
        "2010-01-11",
        "男",
        id_number=number("2010-01-11", 711),
        household_number="HW1",
    )
    c.register("sister in no school", "韦荣芬", "2008-02-22", id_number=number("2008-02-22", 712), household_number="HW1")
    c.school("at school with sister's number", id_number=number("2008-02-22", 712))

    c.register(
        "in class with brother's number",
        "梁永贵",
        "2008-07-12",
        "男",
        id_number=number("2008-07-12", 715),
        household_number="HL1",
    )
    c.register("brother in no school", "梁永静", "2007-05-23", "男", id_number=number("2007-05-23", 717), household_number="HL1")
    c.enrol("in class with brother's number")
    c.seat("in class with brother's number", id_number=number("2007-05-23", 717))
    c.register("only in class, with brother's number", "滚再扬", "2009-07-12", "男", household_number="HL2")
    c.register(
        "other brother in no school", "滚再明", "2007-08-23", "男", id_number=number("2007-08-23", 719), household_number="HL2"
    )
    c.seat("only in class, with brother's number", id_number=number("2007-08-23", 719))

    c.register("number taken by a stranger", "龙安琪", "2009-11-30", id_number=number("2009-11-30", 722))
    c.school(
        "stranger with that number",
        name="欧阳金凤",
        sex="女",
        birth_date="2006-01-09",
        id_number=number("2009-11-30", 722),
        address="湖南省靖州县",
    )


def second_numbers(c: County) -> None:
    """Children with two numbers."""
    c.register("second number", "蒙务拉", "2009-06-06", "男")
    c.school("second number", id_number=number("2009-06-06", 723, area="431229"))
    c.register("number as 5.2E+17", "覃小莲", "2010-06-16")
    c.school("number as 5.2E+17", id_number="5.22699E+17")
    c.register("one digit wrong", "罗耶妹", "2010-07-17", id_number=number("2010-07-17", 726))
    wrong = number("2010-07-17", 726)
    c.school("one digit wrong", id_number=wrong[:15] + str((int(wrong[15]) + 3) % 10) + wrong[16:])


def twins(c: County) -> None:
    one, other = number("2010-10-10", 732), number("2010-10-10", 734)
    c.register("twin with the other's number", "杨金梅", "2010-10-10", id_number=other, household_number="HT1")
    c.register("her sister", "杨银菊", "2010-10-10", id_number=one, household_number="HT1")
    c.school("twin with the other's number", id_number=one)
    c.school("her sister", id_number=other)

    c.register("first of one name", "陆双喜", "2009-09-09", "男", id_number=number("2009-09-09", 735), household_number="HT2")
    c.register("second of one name", "陆双喜", "2009-09-09", "男", id_number=number("2009-09-09", 737), household_number="HT2")
    c.school("first of one name")
    c.school("second of one name")

    c.register(
        "at school, of one name",
        "吴巧巧",
        "2010-12-12",
        id_number=number("2010-12-12", 738),
        household_number="HT3",
        guardian_name="吴老山",
    )
    c.register(
        "at home, of one name",
        "吴巧巧",
        "2010-12-12",
        id_number=number("2010-12-12", 740),
        household_number="HT3",
        guardian_name="吴老山",
    )
    c.school("at school, of one name")


def names(c: County) -> None:
    c.register("former name in the register", "贾朝阳", "2009-02-17", "男", former_name="贾狗保")
    c.school("former name in the register", name="贾狗保", id_number="")
    c.register("former name at school", "欧文静", "2010-02-18")
    c.enrol("former name at school", name="欧银妹", former_name="欧文静", id_number="")
    c.seat("former name at school", name="欧银妹", id_number="")
    c.register("homophone", "孟江扬", "2008-04-23", "男")
    c.school("homophone", name="孟姜洋", id_number="")
    c.register("look-alike", "黄未香", "2008-05-24")
    c.school("look-alike", name="黄末香", id_number="")
    c.register("surname changed", "刘金叶", "2009-08-25")
    c.school("surname changed", name="韦金叶")
    c.register("lunar birthday", "龙水清", "2010-09-22", guardian_name="龙再生")
    c.school("lunar birthday", id_number="", birth_date="2010-08-15", guardian_name="龙再生")


def guardians(c: County) -> None:
    c.register("father's number at school", "张启航", "2009-10-05", "男", guardian_name="张建国", guardian_id=FATHER)
    c.school("father's number at school", id_number=FATHER, guardian_name="张建国")
    c.register("father's number in the register", "张启慧", "2011-10-06", guardian_name="张建国", id_number=FATHER)
    c.school("father's number in the register", id_number=number("2011-10-06", 752), guardian_name="张建国")
    c.register("cousin of the east", "王再兴", "2009-04-30", "男", guardian_name="王老东", guardian_id=number("1979-01-01", 753))
    c.register("cousin of the west", "王再兴", "2009-04-30", "男", guardian_name="王老西", guardian_id=number("1977-01-01", 755))
    c.enrol("cousin of the west", id_number="")
    c.seat("cousin of the west", id_number="")


def doubles(c: County) -> None:
    c.register("enrolled twice", "李国庆", "2008-10-01", "男")
    c.enrol("enrolled twice", status="转出", school="从江县第二小学")
    c.enrol("enrolled twice/again")
    c.seat("enrolled twice/again")
    c.register("registered twice", "蒙花开", "2010-04-04", id_number=number("2010-04-04", 762))
    c.register("registered again", "蒙花开", "2010-04-04", id_number=number("2010-04-04", 762), town="谷坪乡", village="银下")
    c.school("registered twice")
    c.register(
        "number of another, not at school",
        "石国强",
        "2009-01-28",
        "男",
        id_number=number("2009-01-28", 763),
        household_number="HD1",
    )
    c.register("the other, not at school", "石秀莲", "2011-06-28", id_number=number("2009-01-28", 763), household_number="HD1")
    c.register("rival of the south", "潘月亮", "2010-08-08", id_number="", guardian_name="")
    c.register("rival of the north", "潘月亮", "2010-08-08", id_number="", guardian_name="", town="往洞镇", village="秧里")
    c.school("one enrolment for two", name="潘月亮", sex="女", birth_date="2010-08-08")


def states(c: County) -> None:
    """A child for every way to stand."""
    cast = {
        "absent": "梁再福",
        "not on the roll": "梁再禄",
        "at the silent school": "梁再寿",
        "only in class": "梁再喜",
        "elsewhere": "滚老发",
        "suspended": "滚老旺",
        "taught at home": "滚老财",
        "deferred": "滚老宝",
        "graduated": "滚老贵",
        "dropped out": "韦阿吉",
        "deceased": "韦阿祥",
        "moved out": "韦阿如",
        "dead and in class": "韦阿意",
        "nowhere": "孟阿平",
        "suspended on the roll": "孟阿安",
    }
    registered = {"deceased": "死亡注销", "moved out": "迁出", "dead and in class": "死亡"}
    for place, (key, name) in enumerate(cast.items()):
        c.register(key, name, f"2008-{place % 12 + 1:02d}-{place + 3:02d}", "男", register_status=registered.get(key, "正常"))
    c.enrol("absent")
    c.seat("absent", present="否", absence_reason="未返校")
    c.enrol("suspended on the roll", status="休学")
    c.seat("suspended on the roll", present="否", absence_reason="因病休学")
    c.enrol("not on the roll")
    silent_school(c)
    c.seat("only in class")
    c.enrol("elsewhere", roster="elsewhere", school="榕江县古州镇第一小学")
    for key, changes in {
        "suspended": {"status": "休学"},
        "taught at home": {"attending_mode": "送教上门"},
        "deferred": {"status": "缓学"},
        "graduated": {"status": "毕业"},
        "dropped out": {"status": "辍学"},
    }.items():
        c.enrol(key, **changes)
    c.school("dead and in class")


def silent_school(c: County) -> None:
    """A school that handed in no roll."""
    for place in range(6):
        key = f"silent {place}" if place else "at the silent school"
        if place:
            c.register(key, f"石静{GIVEN_OF_SILENT[place]}", f"2010-0{place}-15")
        c.enrol(key, school="从江县高增乡占里教学点")


def ages(c: County) -> None:
    """Born on either side of the two days, or nobody knows when."""
    c.register("too young", "罗小豆", "2012-10-01")
    c.register("youngest", "罗小米", "2012-09-30")
    c.register("too old", "罗大豆", "2003-09-30")
    c.register("oldest", "罗大米", "2003-10-01")
    c.register("no birth date", "欧无期", "2009-01-01", birth_date="", id_number="")


GIVEN_OF_SILENT = " 梅兰竹菊松"


def lists(c: County) -> None:
    """Children whom only the poverty or the disability register knows, and adults there."""
    c.add(
        "poverty",
        "poor only",
        {
            "name": "杨无户",
            "sex": "男",
            "id_number": number("2009-03-13", 781),
            "household_code": "P1",
            "town": "高增乡",
            "village": "占里村",
        },
    )
    c.add(
        "poverty", "poor adult", {"name": "杨大成", "sex": "男", "id_number": number("1985-03-13", 783), "household_code": "P1"}
    )
    c.add(
        "disability",
        "disabled only",
        {
            "name": "石无户",
            "sex": "女",
            "birth_date": "",
            "disability_number": number("2010-03-13", 782) + "43",
            "disability": "肢体",
        },
    )


def lists_of_known(c: County) -> None:
    """Children of the register who stand in these lists too, one of them with a brother's number."""
    c.register("poor and at home", "吴贫苦", "2009-12-24", "男")
    c.add(
        "poverty",
        "poor and at home",
        {"name": "吴贫苦", "sex": "男", "id_number": c.people["poor and at home"]["id_number"], "household_code": "P2"},
    )
    c.add(
        "disability",
        "poor and at home",
        {
            "name": "吴贫苦",
            "birth_date": "2009-12-24",
            "disability_number": c.people["poor and at home"]["id_number"] + "72",
            "disability": "多重",
        },
    )
    c.register("poor list has brother's number", "陆贫弟", "2010-11-24", "男", household_number="HP1")
    c.register(
        "brother of the poor list", "陆贫哥", "2008-11-24", "男", id_number=number("2008-11-24", 785), household_number="HP1"
    )
    c.add(
        "poverty",
        "poor list has brother's number",
        {
            "name": "陆贫弟",
            "sex": "男",
            "id_number": number("2008-11-24", 785),
            "household_code": "P3",
            "town": "高增乡",
            "village": "占里村",
        },
    )


def strangers(c: County) -> None:
    """Pupils without a row in this county's register."""
    c.enrol(
        "of another county",
        name="欧阳若雪",
        sex="女",
        birth_date="2009-03-03",
        id_number=number("2009-03-03", 792, area="522631"),
        address="贵州省黎平县德凤镇",
        register_place="贵州省黎平县德凤镇",
    )
    c.seat("of another county", name="欧阳若雪", id_number=number("2009-03-03", 792, area="522631"))
    c.school("of no register", name="司马春生", sex="男", birth_date="2010-05-05", id_number="", register_place="")
    c.enrol(
        "stranger elsewhere",
        roster="elsewhere",
        name="诸葛小雨",
        sex="女",
        birth_date="2010-06-05",
        id_number=number("2010-06-05", 794, area="522632"),
    )
    c.seat("visitor in class", name="上官飞燕", id_number=number("2010-09-05", 796, area="522632"))


STORIES = (
    numbers,
    borrowed_numbers,
    second_numbers,
    twins,
    names,
    guardians,
    doubles,
    states,
    ages,
    lists,
    lists_of_known,
    strangers,
)
