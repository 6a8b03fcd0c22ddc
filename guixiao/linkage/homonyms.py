"""Words of the attendance roll that mean several schools: 庆增中心校 of two counties, 弄扒小学 of two townships.

A roll is mostly kept school by school: a row then means what the rows before and after it mean, where these are known. Where it
is not kept so, the schools of one word count as one: a name has to be alone in all of them.
"""

from collections.abc import Iterable, Mapping

from guixiao.linkage.columns import Connection, put_aside

LEAST, SHARE = 5, 0.05  # votes, and of a word's votes, from which a meaning is none by mistake
KEPT = 0.9  # of a word's known rows that mean what the known row before them means, from which the roll is kept by school


def group(words: Iterable[Iterable[str]]) -> dict[str, str]:
    """The first name of all schools that are linked by words, for each school."""
    whole: dict[str, set[str]] = {}
    for schools in words:
        one = set(schools)
        one.update(*(whole[school] for school in schools if school in whole))
        whole.update(dict.fromkeys(one, one))
    return {school: min(one) for school, one in whole.items()}


def find_homonyms(con: Connection) -> None:
    """Tables `word_of_many(said, kept)`: words of several schools, whether the roll is kept by school where they stand;
    `school_of_row(k, school)`: what rows of a kept word mean (NULL where two schools meet); `whole_school(school, whole)`:
    schools that count as one, for the words that are not kept."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE meaning AS
        WITH counted AS (SELECT a.school AS said, e.school AS meant, sum(n) AS n FROM vote JOIN classroom a ON a.c = ca
            JOIN classroom e ON e.c = ce WHERE a.school IS NOT NULL AND e.school IS NOT NULL GROUP BY ALL),
        often AS (FROM counted QUALIFY n >= {LEAST} AND n >= {SHARE} * sum(n) OVER (PARTITION BY said))
        FROM often QUALIFY count(*) OVER (PARTITION BY said) > 1""")
    con.execute("""CREATE OR REPLACE TEMP TABLE known_row AS
        SELECT v.ka AS k, any_value(m.meant) AS meant FROM voted v JOIN pupil pa ON pa.k = v.ka JOIN classroom a ON a.c = pa.c
            JOIN pupil pe ON pe.k = v.ke JOIN classroom e ON e.c = pe.c JOIN meaning m ON m.said = a.school AND m.meant = e.school
        GROUP BY v.ka HAVING count(DISTINCT m.meant) = 1""")
    con.execute("""CREATE OR REPLACE TEMP TABLE between_rows AS
        SELECT p.k, a.school AS said, v.meant, last_value(v.meant IGNORE NULLS) OVER (PARTITION BY a.school ORDER BY p.k
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
            first_value(v.meant IGNORE NULLS) OVER (PARTITION BY a.school ORDER BY p.k
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS after
        FROM pupil p JOIN classroom a USING (c) LEFT JOIN known_row v USING (k)
        WHERE a.roster = 'attendance' AND a.school IN (SELECT said FROM meaning)""")
    con.execute(f"""CREATE OR REPLACE TEMP TABLE word_of_many AS
        SELECT said, coalesce(avg(CAST(meant = before AS INT)) >= {KEPT}, false) AS kept FROM between_rows GROUP BY said""")
    con.execute("""CREATE OR REPLACE TEMP TABLE school_of_row AS
        SELECT k, CASE WHEN coalesce(before = after, true) THEN coalesce(meant, before, after) ELSE meant END AS school
        FROM between_rows SEMI JOIN (FROM word_of_many WHERE kept) w USING (said)""")
    rows = con.execute("""SELECT list(meant ORDER BY meant) FROM meaning JOIN word_of_many USING (said)
        WHERE NOT kept GROUP BY said ORDER BY said""").fetchall()
    whole: Mapping[str, str] = group(schools for (schools,) in rows)
    put_aside(con, "whole_school", school=list(whole) or [""], whole=list(whole.values()) or [""])
