"""How names are read: what is kept beside a name so that it is found by its characters, its sound or its initials.

The readings are a table of our own (scripts/build_readings.py): 41,000 characters, a surname's reading before the dictionary's.
"""

import re
import unicodedata
from functools import cache
from itertools import islice, product
from pathlib import Path

DATA = Path(__file__).parent / "data" / "readings.tsv"
FORMS = 8  # readings of one whole name that are kept; a name with more is found by these
LONG = 12  # characters beyond which a name keeps its likeliest reading only: the key has to fit into an index
WAYS = 12  # ways to cut what was typed into syllables
LETTERS = 60  # no name is longer
LEFT_OUT = re.compile(r"[\s·•.。'’-]+")

# ü is v in the table; passports and the rule of 1958 write it otherwise.
UMLAUTS = {"lyu": "lv", "nyu": "nv", "lyue": "lve", "nyue": "nve", "lue": "lve", "nue": "nve"}

Readings = dict[str, tuple[str, ...]]


@cache
def _table() -> tuple[Readings, Readings]:
    """(character -> its readings, character -> its readings as a surname), the likeliest first."""
    first: dict[str, str] = {}
    surname: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for line in DATA.read_text(encoding="utf-8").splitlines():
        sound, main, as_surname, other = line.split("\t")
        first |= dict.fromkeys(main, sound)
        surname |= dict.fromkeys(as_surname, sound)
        for char in other:
            others.setdefault(char, []).append(sound)
    given = {char: (sound, *others.get(char, ())) for char, sound in first.items()}
    return given, {char: tuple(dict.fromkeys((sound, *given.get(char, ())))) for char, sound in surname.items()}


@cache
def _syllables() -> dict[str, str]:
    """What may be typed for a whole syllable -> the syllable as our table has it."""
    sounds = {sound for readings in (*_table()[0].values(), *_table()[1].values()) for sound in readings}
    return {sound: sound for sound in sounds} | UMLAUTS


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(sound[:length] for sound in _syllables().values() for length in range(1, len(sound) + 1))


def plain_name(name: str) -> str:
    """One width, small letters, without spaces and the dots between the parts of a name."""
    return LEFT_OUT.sub("", unicodedata.normalize("NFKC", name)).lower()


def forms(name: str) -> list[tuple[str, ...]]:
    """The syllables of a name, once for each way to read it, the likeliest first; what has no reading stands for itself."""
    given, surnames = _table()
    chars = re.findall(r"[a-z]+|\d+|.", plain_name(name), re.DOTALL)
    options = [surnames.get(char) or given.get(char, (char,)) if place == 0 else given.get(char, (char,))
               for place, char in enumerate(chars)]  # fmt: skip
    return list(islice(product(*options), FORMS if len(chars) <= LONG else 1)) if chars else []


def name_key(name: str) -> str:
    """The line kept beside a name: 覃阿妹 -> ` qin a mei/ tan a mei/覃阿妹=q=a=m/=t=a=m`.

    It sorts by sound, as a Chinese reader expects, and then by the characters; `patterns` says what to look for in it.
    """
    read = forms(name)
    if not read:
        return ""
    initials = dict.fromkeys("".join(f"={sound[0]}" for sound in form) for form in read)
    return "/".join(" " + " ".join(form) for form in read) + "/" + plain_name(name) + "/".join(initials)


def patterns(typed: str) -> list[list[str]]:
    """What was typed, as alternatives to look for in `name_key`: of each inner list one must be contained.

    阿妹 -> [[阿妹]]; wuam -> [[` wu a m`, …, `=w=u=a=m`]]; 吴am -> one list for 吴, one for the letters.
    """
    text = plain_name(typed).replace("ü", "v")
    parts = re.findall(r"[a-z]+|[^a-z]+", text)
    return [_sounds(part) if part.isascii() and part.isalpha() else [part] for part in parts]


def _sounds(letters: str) -> list[str]:
    cuts = [" ".join(cut) for cut in _cuts(letters[:LETTERS])]
    return [f" {way}" for way in dict.fromkeys([*cuts, letters])] + ["".join(f"={letter}" for letter in letters)]


def _cuts(letters: str) -> list[tuple[str, ...]]:
    """Ways to read the letters as whole syllables, of which the last may be only begun: xian -> xian, xia n, xi an, xi a n."""
    from_here: dict[int, list[tuple[str, ...]]] = {}
    for start in range(len(letters) - 1, -1, -1):
        rest = letters[start:]
        last = rest if rest in _beginnings() else _syllables().get(rest)
        ways: list[tuple[str, ...]] = [(last,)] if last else []
        for end in range(min(start + 6, len(letters) - 1), start, -1):
            if sound := _syllables().get(letters[start:end]):
                ways += [(sound, *others) for others in from_here[end]]
        from_here[start] = ways[:WAYS]
    return from_here.get(0, [])
