"""Orders 作战令: the county asks both lines, or one, to reach a goal for named children by a day; how far it has come is computed."""
