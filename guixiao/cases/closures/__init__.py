"""The closure list 销号清单, and closed cases that inspectors draw and look at again."""
