"""Orders 作战令: the county asks one line or both to reach a goal for named children by a day; progress is computed."""
