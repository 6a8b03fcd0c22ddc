"""Rows of no register child: table `lone(k, owner)`, grouped into children who have a line of their own."""

from collections.abc import Mapping

from guixiao.linkage.columns import Connection
from guixiao.linkage.keys import span, within

LISTS = ("poverty", "disability")  # they hold all ages


def find_lone(con: Connection, start: Mapping[str, int], first: int, last: int) -> None:
    """A seat joins its enrolment, an equal number its namesake; of the lists only people of school age (YYYYMMDD, inclusive)."""
    con.execute(f"""CREATE OR REPLACE TABLE lone AS
        WITH free AS (SELECT p.k, p.idn, p.nm, coalesce(p.dob, p.idob) AS born FROM person p ANTI JOIN link l ON l.ks = p.k
            WHERE p.k > {span(start, "households")[1]}),
        kept AS (SELECT f.*, coalesce(s.ke, f.k) AS head FROM free f LEFT JOIN seat s ON s.ka = f.k
            WHERE f.k NOT IN (SELECT ks FROM doubt) AND coalesce(s.ke NOT IN (SELECT ks FROM doubt), true)
                AND (NOT {within(start, "f.k", *LISTS)} OR born BETWEEN {first} AND {last})),
        known AS (SELECT idn, nm, min(head) AS head FROM kept WHERE idn IS NOT NULL AND nm <> '' GROUP BY ALL
            HAVING count(*) > 1)
        SELECT s.k, coalesce(n.head, s.head) AS owner FROM kept s LEFT JOIN known n ON n.idn = s.idn AND n.nm = s.nm""")
    con.execute("""UPDATE lone SET owner = (SELECT min(b.owner) FROM lone b WHERE b.k = lone.owner)
        WHERE owner IN (SELECT k FROM lone) AND owner <> k""")
