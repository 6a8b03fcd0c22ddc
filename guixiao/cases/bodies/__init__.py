"""Bodies: headquarters, command posts, squads and working groups, with those who hold a function in them for a period."""
