"""What a run hands out: every child, every link, every doubt, in a fixed order.

The certain stays in whole numbers and is turned into words last (`words`); only what was scored is told row by row (`told`).
"""

from collections.abc import Mapping, Sequence

from guixiao.linkage.columns import Connection, put
from guixiao.linkage.fields import FIELDS, PEOPLE
from guixiao.linkage.keys import within
from guixiao.linkage.sentences import explanation_sql
from guixiao.linkage.words import COLONS, Words, pick

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
SURE = 30.0  # bits from which a probability is 1


def probability(weight: str) -> str:
    return f"CASE WHEN {weight} >= {SURE} THEN 1.0 ELSE round(1.0 / (1.0 + pow(2.0, -{weight})), 6) END"


def probability_text(weight: str) -> str:
    """The same as the text that DuckDB writes for it; most are 1.0, and a number is slow to write."""
    return f"CASE WHEN {weight} >= {SURE} THEN '1.0' ELSE CAST({probability(weight)} AS VARCHAR) END"


def name_files(con: Connection, files: Sequence[str]) -> None:
    """Table `file_of(file_no, file)`: base names."""
    put(con, "file_of", file_no=list(range(len(files))) or [0], file=list(files) or [""])


def _cell(roster: str, field: str) -> str:
    return f"r.{field}" if field in FIELDS[roster] else "NULL"


def gather_cells(con: Connection, start: Mapping[str, int]) -> None:
    """View `cell(k, …)`: the raw cells that a reader of the outputs needs."""
    phones = "coalesce(r.guardian_phone, r.guardian2_phone, r.phone)"
    union = " UNION ALL ".join(
        f"""SELECT CAST(r.rid + {start[roster]} AS INTEGER) AS k, '{roster}' AS roster, r.file_no, r.row,
        r.name, r.id_number, r.birth_date AS typed, r.ethnicity, {_cell(roster, "household_number")} AS household_number,
        coalesce(r.guardian_name, {_cell(roster, "household_head")}, r.guardian2_name) AS guardian,
        {_cell(roster, "town")} AS town, {_cell(roster, "village")} AS village, {_cell(roster, "address")} AS address,
        {phones} AS phone, {_cell(roster, "school")} AS school, {_cell(roster, "grade")} AS grade,
        {_cell(roster, "class_name")} AS class_name, {_cell(roster, "disability")} AS disability FROM raw_{roster} r"""
        for roster in PEOPLE
    )
    con.execute(f"CREATE OR REPLACE VIEW cell AS {union}")


def tell_doubts(con: Connection) -> None:
    """Table `review_line`: the columns of review.csv, and ks, kh, weight, place (its order)."""
    con.execute(f"""CREATE OR REPLACE TABLE review_line AS
        WITH named AS (SELECT c.* FROM cell c WHERE c.k IN (SELECT ks FROM doubt UNION ALL SELECT kh FROM doubt))
        SELECT ca.roster AS roster_a, fa.file AS file_a, ca.row AS row_a, cb.roster AS roster_b, fb.file AS file_b,
            cb.row AS row_b, d.step, {probability("d.weight")} AS probability, d.rank, d.reason,
            coalesce(ca.name, '') AS name_a, coalesce(ca.id_number, '') AS id_number_a, coalesce(ca.typed, '') AS birth_date_a,
            coalesce(cb.name, '') AS name_b, coalesce(cb.id_number, '') AS id_number_b, coalesce(cb.typed, '') AS birth_date_b,
            {explanation_sql(0, "d")} AS explanation_zh, {explanation_sql(1, "d")} AS explanation_en, '' AS decision,
            d.ks, d.kh, d.weight, row_number() OVER (ORDER BY best DESC, d.ks, d.rank, d.kh) AS place
        FROM (SELECT *, max(weight) OVER (PARTITION BY ks) AS best FROM doubt) d JOIN named ca ON ca.k = d.ks
        JOIN named cb ON cb.k = d.kh JOIN file_of fa ON fa.file_no = ca.file_no JOIN file_of fb ON fb.file_no = cb.file_no""")


def tell_scored(con: Connection, words: Words) -> None:
    """Table `told(ks, kh, weight, zh, en)`: what is said of a child whose witness was scored or is in doubt; and `day_of`."""
    zh, en = (
        f"concat_ws('{COLONS[n]}', {pick(words.names[n], 'way')}, nullif({language}, ''))"
        for n, language in enumerate(("zh", "en"))
    )
    con.execute(f"""CREATE OR REPLACE TABLE told AS
        WITH shown AS MATERIALIZED (SELECT l.*, v.way FROM link l JOIN verdict v ON v.witness = l.ks AND v.child = l.kh
            WHERE (l.l_name IS NOT NULL AND l.step <> 'number_and_name') OR l.weight < {SURE}),
        asked AS (SELECT r.*, v.way FROM verdict v JOIN (FROM review_line
            QUALIFY row_number() OVER (PARTITION BY ks, kh ORDER BY weight DESC) = 1) r ON v.witness = r.ks AND v.child = r.kh)
        SELECT ks, kh, weight, {zh} AS zh, {en} AS en FROM (
            SELECT ks, kh, weight, way, {explanation_sql(0, "l")} AS zh, {explanation_sql(1, "l")} AS en FROM shown l
            UNION ALL SELECT ks, kh, weight, way, explanation_zh, explanation_en FROM asked)""")
    con.execute("""CREATE OR REPLACE TABLE day_of AS SELECT born, printf('%04d-%02d', born // 10000, born // 100 % 100)
            || CASE WHEN born % 100 = 0 THEN '' ELSE printf('-%02d', born % 100) END AS day
        FROM (SELECT DISTINCT born FROM verdict WHERE born IS NOT NULL)""")


def children_query(start: Mapping[str, int], words: Words, where: str = "true") -> str:
    """SELECT: child and CHILD_COLUMNS (but `evidence`) of the lines of `verdict` that `where` chooses, in no order.

    The cells are looked for once, for the child's own row, its witness and its row in the disability register.
    """
    phrase = f"v.way * {len(words.steps)} + v.step"
    return f"""WITH chosen AS MATERIALIZED (FROM verdict WHERE {where}),
            own AS MATERIALIZED (FROM cell WHERE k IN (SELECT child FROM chosen UNION ALL SELECT witness FROM chosen
                UNION ALL SELECT disability_row FROM chosen))
        SELECT v.child, c.roster, f.file, c.row, c.name, coalesce(c.id_number, '') AS id_number,
            coalesce(b.day, '') AS birth_date, coalesce(p.sex, '') AS sex, coalesce(c.ethnicity, '') AS ethnicity,
            coalesce(c.town, aw.town_word, '') AS town, coalesce(c.village, aw.village_word, '') AS village,
            coalesce(c.household_number, '') AS household_number, coalesce(c.guardian, wc.guardian, '') AS guardian,
            coalesce(c.phone, wc.phone, '') AS phone, coalesce(wc.school, c.school, '') AS school,
            coalesce(wc.grade, c.grade, '') AS grade, coalesce(wc.class_name, c.class_name, '') AS class_name,
            v.poverty, coalesce(dc.disability, '') AS disability, NOT {within(start, "v.child", "households")} AS apart,
            {pick(words.buckets, "v.way")} AS bucket, {pick(words.outcomes, "v.way")} AS outcome,
            coalesce(w.roster, '') AS linked_roster, coalesce(wf.file, '') AS linked_file, w.row AS linked_row,
            {pick(words.steps, "v.step")} AS step,
            CASE WHEN v.step = 0 THEN NULL WHEN t.weight IS NULL THEN 1.0 ELSE {probability("t.weight")} END AS probability,
            coalesce(t.zh, {pick(words.told[0], phrase)}) AS explanation_zh,
            coalesce(t.en, {pick(words.told[1], phrase)}) AS explanation_en
        FROM chosen v JOIN person p ON p.k = v.child JOIN own c ON c.k = v.child JOIN file_of f ON f.file_no = c.file_no
        LEFT JOIN address_of aw ON aw.t = CASE WHEN c.town IS NULL OR c.village IS NULL THEN place_part(c.address) END
        LEFT JOIN day_of b ON b.born = v.born
        LEFT JOIN own w ON w.k = v.witness LEFT JOIN file_of wf ON wf.file_no = w.file_no
        LEFT JOIN own wc ON wc.k = v.witness AND wc.roster <> 'households' LEFT JOIN own dc ON dc.k = v.disability_row
        LEFT JOIN told t ON t.ks = v.witness AND t.kh = v.child"""
