"""One sentence per field of a link, in Chinese and English, with its weight in bits."""

from guixiao.linkage.comparisons import COMPARISONS

Pair = tuple[str, str]

SENTENCES: dict[str, dict[str, Pair]] = {
    "name": {
        "missing": ("缺姓名", "no name"),
        "equal": ("姓名相同", "same name"),
        "former": ("与曾用名相同", "equals a former name"),
        "unknown": ("姓名写不全，姓相同", "name not written out, same surname"),
        "sound": ("姓名同音", "name sounds the same"),
        "reordered": ("姓名字序颠倒", "characters of the name in another order"),
        "near": ("姓名读音相近", "name sounds alike"),
        "shape": ("姓名有一字形近", "one character looks alike"),
        "surname_changed": ("名相同，姓不同", "given name equal, surname not"),
        "one_character": ("姓名差一字", "one character differs or is missing"),
        "half": ("姓相同，名中有字相同", "same surname and a character of the given name in common"),
        "shares": ("名中有字相同", "a character of the given name in common"),
        "pet_shares": ("一方是小名，有字相同", "one side is a pet name with a character in common"),
        "pet_surname": ("一方是小名，姓相同", "one side is a pet name with the same surname"),
        "pet_alone": ("一方是小名", "one side is a pet name"),
        "surname": ("只有姓相同", "only the surname agrees"),
        "else": ("姓名不同", "names differ"),
    },
    "birth": {
        "missing": ("缺出生日期", "no birth date"),
        "age": ("缺出生日期，年级与年龄相合", "no birth date; the grade fits the age"),
        "other_age": ("缺出生日期，年级与年龄不合", "no birth date; the grade does not fit the age"),
        "equal": ("出生日期相同", "same birth date"),
        "lunar": ("一方为农历生日", "one date is the lunar one"),
        "month_only": ("只写到月，年月相同", "only the month is given, it agrees"),
        "swapped": ("月日颠倒", "day and month swapped"),
        "year": ("出生年差一年", "birth year one off"),
        "new_year": ("一方写1月1日", "one side says 1 January"),
        "digit": ("出生日期差一位数字", "one digit of the birth date differs"),
        "month_day": ("月日相同，年不同", "same day and month, other year"),
        "year_month": ("同年同月", "same year and month"),
        "near_year": ("出生年相近", "birth years close"),
        "else": ("出生日期不同", "birth dates differ"),
    },
    "sex": {"missing": ("缺性别", "no sex"), "equal": ("性别相同", "same sex"), "else": ("性别不同", "sex differs")},
    "place": {
        "missing": ("缺地址", "no address"),
        "village": ("同村", "same village"),
        "school": ("学校在户籍所在乡镇", "the school is in the township of the register"),
        "town_alone": ("同乡镇，有一方没写村", "same township, one side names no village"),
        "town": ("同乡镇", "same township"),
        "else": ("乡镇不同", "another township"),
    },
    "number": {
        "equal": ("身份证号相同", "same identity number"),
        "equal_other_name": ("身份证号相同但姓名不同", "same identity number under another name"),
        "edit": ("身份证号差一位", "identity number one slip apart"),
        "edits": ("身份证号差两位", "identity number two slips apart"),
        "rounded": ("身份证号被表格截尾，前段相同", "number cut off by a spreadsheet, its head agrees"),
        "missing": ("缺身份证号", "no identity number"),
        "else": ("身份证号不同", "another identity number"),
    },
    "family": {
        "number": ("监护人身份证号相同", "same guardian's number"),
        "phone_and_name": ("监护人姓名和电话相同", "same guardian's name and telephone"),
        "phone": ("电话相同", "same telephone"),
        "name": ("监护人姓名相同", "same guardian's name"),
        "sound": ("监护人姓名同音", "guardian's name sounds the same"),
        "missing": ("缺监护人", "no guardian"),
        "else": ("监护人不同", "other guardians"),
    },
}


JOINTS = ("；", "; ")
CERTAIN = tuple(
    joint.join(SENTENCES[field]["equal"][language] for field in ("name", "number")) for language, joint in enumerate(JOINTS)
)


def field_sql(field: str, language: int, table: str) -> str:
    """SQL text of one field's sentence with its weight, NULL where the level was not compared."""
    comparison = next(c for c in COMPARISONS if c.field == field)
    whens = " ".join(
        f"WHEN {number} THEN '{SENTENCES[field][level.name][language].replace(chr(39), chr(39) * 2)}'"
        for number, level in enumerate(comparison.levels)
        if level.name in SENTENCES[field] and level.name != "missing"
    )
    weight = f"coalesce(printf(' (%+.1f)', {table}.w_{field}), '')"
    return f"(CASE {table}.l_{field} {whens} END || {weight})"


def explanation_sql(language: int, table: str) -> str:
    """All sentences of a pair, the fields in their order."""
    joint = JOINTS[language]
    each = ", ".join(field_sql(c.field, language, table) for c in COMPARISONS)
    return f"CASE WHEN {table}.step = 'number_and_name' THEN '{CERTAIN[language]}' ELSE concat_ws('{joint}', {each}) END"
