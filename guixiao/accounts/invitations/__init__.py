"""An account that a named person makes for themselves: by a link, and a code that comes another way."""
