"""The tables that a run hands out: every child, every link, every doubt, in a fixed order."""

from collections.abc import Mapping, Sequence

from guixiao.linkage.columns import Connection, put
from guixiao.linkage.fields import FIELDS, PEOPLE
from guixiao.linkage.rules import Rules
from guixiao.linkage.sentences import explanation_sql

CHILD_COLUMNS = (
    "roster",
    "file",
    "row",
    "name",
    "id_number",
    "birth_date",
    "sex",
    "ethnicity",
    "town",
    "village",
    "household_number",
    "guardian",
    "phone",
    "school",
    "grade",
    "class_name",
    "poverty",
    "disability",
    "apart",
    "bucket",
    "outcome",
    "linked_roster",
    "linked_file",
    "linked_row",
    "step",
    "probability",
    "explanation_zh",
    "explanation_en",
    "evidence",
)
COVERAGE_COLUMNS = (
    "roster",
    "file",
    "row",
    "name",
    "id_number",
    "birth_date",
    "bucket",
    "outcome",
    "linked_roster",
    "linked_file",
    "linked_row",
    "step",
    "probability",
    "explanation",
)
PROBABILITY = "CASE WHEN {0} >= 30 THEN 1.0 ELSE round(1.0 / (1.0 + pow(2.0, -{0})), 6) END"


def _cell(roster: str, field: str) -> str:
    return f"r.{field}" if field in FIELDS[roster] else "NULL"


def name_files(con: Connection, files: Sequence[str]) -> None:
    """Table `file_of(file_no, file)`: base names."""
    put(con, "file_of", file_no=list(range(len(files))) or [0], file=list(files) or [""])


def gather_cells(con: Connection, start: Mapping[str, int]) -> None:
    """View `cell(k, …)`: the raw cells that a reader of the outputs needs."""
    phones = "coalesce(r.guardian_phone, r.guardian2_phone, r.phone)"
    union = " UNION ALL ".join(
        f"""SELECT CAST(r.rid + {start[roster]} AS INTEGER) AS k, r.name, r.id_number, r.birth_date AS typed, r.ethnicity,
        {_cell(roster, "household_number")} AS household_number,
        coalesce(r.guardian_name, {_cell(roster, "household_head")}, r.guardian2_name) AS guardian,
        {_cell(roster, "town")} AS town, {_cell(roster, "village")} AS village, {_cell(roster, "address")} AS address,
        {phones} AS phone, {_cell(roster, "school")} AS school, {_cell(roster, "grade")} AS grade,
        {_cell(roster, "class_name")} AS class_name,
        {_cell(roster, "disability")} AS disability, {_cell(roster, "register_place")} AS register_place FROM raw_{roster} r"""
        for roster in PEOPLE
    )
    con.execute(f"CREATE OR REPLACE VIEW cell AS {union}")


def choose_witness(con: Connection) -> None:
    """Table `witness(child, k)`: the one row that best shows why a child stands in its bucket."""
    con.execute("""CREATE OR REPLACE TABLE witness AS SELECT v.child, CASE
            WHEN v.bucket = 'duplicate_registration' THEN v.canon
            WHEN v.bucket = 'in_review' THEN (SELECT min_by(d.ks, (d.rank, -d.weight, d.ks)) FROM doubt d WHERE d.kh = v.child)
            WHEN v.outcome = 'no_enrolment' THEN v.best_attendance
            WHEN v.bucket = 'enrolled_elsewhere' THEN v.best_elsewhere
            ELSE coalesce(nullif(v.best_enrolment, v.child), nullif(v.best_attendance, v.child),
                nullif(v.best_elsewhere, v.child),
                nullif(v.poverty_row, v.child), nullif(v.disability_row, v.child)) END AS k FROM verdict v""")
    con.execute("UPDATE witness SET k = NULL WHERE k = child")


def _because(rules: Rules, language: str) -> str:
    whens = " ".join(
        f"WHEN '{code}' THEN '{names[language].replace(chr(39), chr(39) * 2)}'" for code, names in sorted(rules.outcomes.items())
    )
    return f"CASE v.outcome {whens} ELSE v.outcome END"


def tell_children(con: Connection, rules: Rules) -> None:
    """Table `child_line`: CHILD_COLUMNS and the row keys, one line per child."""
    con.execute(f"""CREATE OR REPLACE TABLE child_line AS
        WITH told AS (SELECT ks, kh, step, weight, {explanation_sql(0, "link")} AS zh, {explanation_sql(1, "link")} AS en
            FROM link SEMI JOIN witness x ON x.k = ks AND x.child = kh
            UNION ALL SELECT ks, kh, 'review', weight, {explanation_sql(0, "d")}, {explanation_sql(1, "d")} FROM
                (SELECT * FROM doubt QUALIFY row_number() OVER (PARTITION BY ks, kh ORDER BY weight DESC) = 1) d)
        SELECT v.child, p.roster, f.file, p.row, c.name, coalesce(c.id_number, '') AS id_number,
            coalesce(CASE WHEN v.born % 100 = 0 THEN printf('%04d-%02d', v.born // 10000, v.born // 100 % 100)
                ELSE printf('%04d-%02d-%02d', v.born // 10000, v.born // 100 % 100, v.born % 100) END, '') AS birth_date,
            coalesce(p.sex, '') AS sex, coalesce(c.ethnicity, '') AS ethnicity, coalesce(c.town, aw.town_word, '') AS town,
            coalesce(c.village, aw.village_word, '') AS village,
            coalesce(p.town, '') AS short_town, coalesce(p.village, '') AS short_village,
            coalesce(c.household_number, '') AS household_number, coalesce(c.guardian, wc.guardian, '') AS guardian,
            coalesce(c.phone, wc.phone, '') AS phone,
            coalesce(wc.school, c.school, '') AS school, coalesce(wc.grade, c.grade, '') AS grade,
            coalesce(wc.class_name, c.class_name, '') AS class_name,
            v.poverty_row IS NOT NULL AS poverty, coalesce(dc.disability, '') AS disability, v.apart, v.bucket, v.outcome,
            coalesce(w.roster, '') AS linked_roster, coalesce(wf.file, '') AS linked_file, w.row AS linked_row,
            CASE WHEN v.bucket = 'duplicate_registration' THEN 'duplicate'
                ELSE coalesce(t.step, CASE WHEN w.k IS NOT NULL THEN 'same_row_group' END, '') END AS step,
            CASE WHEN w.k IS NULL THEN NULL WHEN t.weight IS NULL THEN 1.0
                ELSE {PROBABILITY.format("t.weight")} END AS probability,
            concat_ws('：', {_because(rules, "zh")}, nullif(t.zh, '')) AS explanation_zh,
            concat_ws(': ', {_because(rules, "en")}, nullif(t.en, '')) AS explanation_en
        FROM verdict v JOIN person p ON p.k = v.child JOIN file_of f ON f.file_no = p.file_no JOIN cell c ON c.k = v.child
        LEFT JOIN address_of aw ON aw.t = CASE WHEN c.town IS NULL OR c.village IS NULL THEN place_part(c.address) END
        LEFT JOIN witness x ON x.child = v.child LEFT JOIN person w ON w.k = x.k LEFT JOIN file_of wf ON wf.file_no = w.file_no
        LEFT JOIN cell wc ON wc.k = x.k AND w.roster <> 'households' LEFT JOIN cell dc ON dc.k = v.disability_row
        LEFT JOIN told t ON t.ks = x.k AND t.kh = v.child""")


def tell_links(con: Connection) -> None:
    """View `link_line` and table `review_line` in the columns of links.csv and review.csv."""
    con.execute(f"""CREATE OR REPLACE VIEW link_line AS
        SELECT a.roster AS roster_a, fa.file AS file_a, a.row AS row_a, b.roster AS roster_b, fb.file AS file_b,
            b.row AS row_b, l.step, {PROBABILITY.format("l.weight")} AS probability, l.ka, l.kb FROM (
            SELECT kh AS ka, ks AS kb, step, weight FROM link UNION ALL SELECT ke, ka, 'seat_' || step, weight FROM seat
            UNION ALL SELECT canon, k, 'duplicate', 40.0 FROM twin UNION ALL SELECT owner, k, 'same_number', 40.0 FROM lone
                WHERE owner <> k AND (k, owner) NOT IN (SELECT (ka, ke) FROM seat)) l
        JOIN person a ON a.k = l.ka JOIN person b ON b.k = l.kb JOIN file_of fa ON fa.file_no = a.file_no
        JOIN file_of fb ON fb.file_no = b.file_no""")
    con.execute(f"""CREATE OR REPLACE TABLE review_line AS
        SELECT a.roster AS roster_a, fa.file AS file_a, a.row AS row_a, b.roster AS roster_b, fb.file AS file_b,
            b.row AS row_b, d.step, {PROBABILITY.format("d.weight")} AS probability, d.rank, d.reason,
            coalesce(ca.name, '') AS name_a, coalesce(ca.id_number, '') AS id_number_a, coalesce(ca.typed, '') AS birth_date_a,
            coalesce(cb.name, '') AS name_b, coalesce(cb.id_number, '') AS id_number_b, coalesce(cb.typed, '') AS birth_date_b,
            {explanation_sql(0, "d")} AS explanation_zh, {explanation_sql(1, "d")} AS explanation_en, '' AS decision
        FROM doubt d JOIN person a ON a.k = d.ks JOIN person b ON b.k = d.kh JOIN file_of fa ON fa.file_no = a.file_no
        JOIN file_of fb ON fb.file_no = b.file_no
        JOIN cell ca ON ca.k = d.ks JOIN cell cb ON cb.k = d.kh
        ORDER BY (SELECT max(weight) FROM doubt m WHERE m.ks = d.ks) DESC, d.ks, d.rank, d.kh""")
