"""What may be said against, and of which page; pure."""

import re
from urllib.parse import urlsplit

PAGE = 200  # characters
NUMBER = re.compile(r"\d{8}")  # no identity number, phone or day of birth is kept with a page
ANY_KEY = re.compile(r"\d")


def page_of(address: str) -> str:
    """The path of one of our own pages, without what was searched on it; "" for anything else."""
    told = urlsplit(address)
    fits = not told.scheme and not told.netloc and told.path.startswith("/") and len(told.path) <= PAGE
    return told.path if fits and not NUMBER.search(told.path) else ""


def tells_nobody(page: str) -> bool:
    """May it stand beside words that nobody signed? The page of one child or one place is known by few."""
    return not ANY_KEY.search(page)
