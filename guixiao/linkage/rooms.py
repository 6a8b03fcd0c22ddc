"""Who sits where in one room, decided together: a row that fits two chairs is settled by one that fits only one of them. Pure."""

from collections.abc import Mapping, Sequence

MOST = 6  # rows or chairs; a fuller room would cost more than it settles
Scores = Mapping[tuple[int, int], float]
Seating = tuple[tuple[int, int], ...]


def assign(scores: Scores, *, nobody: float, margin: float) -> Seating:
    """The pairs of the best seating (largest sum of bits, each row and chair at most once) whose chair is empty in no other
    seating that is worse by less than `margin` bits: who of two namesakes sits where does not matter to whether both are
    in class. `scores` holds bits by (row, chair); a row left standing counts `nobody` bits. With more than MOST rows or
    chairs: none."""
    rows, chairs = (sorted({pair[side] for pair in scores}) for side in (0, 1))
    if max(len(rows), len(chairs)) > MOST:
        return ()
    best, seating = _best(scores, rows, chairs, nobody)
    without = {chair: _best(scores, rows, [c for c in chairs if c != chair], nobody)[0] for _, chair in seating}
    return tuple((row, chair) for row, chair in seating if best - without[chair] >= margin)


def _best(scores: Scores, rows: Sequence[int], chairs: Sequence[int], nobody: float) -> tuple[float, Seating]:
    """The largest sum and its pairs: row after row, the best way to have taken each set of chairs."""
    ways: dict[int, tuple[float, Seating]] = {0: (0.0, ())}
    for row in rows:
        following = {taken: (total + nobody, pairs) for taken, (total, pairs) in ways.items()}
        for taken, (total, pairs) in ways.items():
            for number, chair in enumerate(chairs):
                if (row, chair) not in scores or taken >> number & 1:
                    continue
                way = (total + scores[row, chair], (*pairs, (row, chair)))
                now = taken | 1 << number
                if now not in following or way[0] > following[now][0]:
                    following[now] = way
        ways = following
    return max(ways.values(), key=lambda way: way[0])
