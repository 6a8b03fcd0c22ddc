"""Key townships and villages 重点乡镇、重点村寨: marked with a reason for a period; they come first, clocks may run shorter."""
