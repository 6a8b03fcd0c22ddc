"""How good data goes wrong when people type, copy and open it in a spreadsheet."""
