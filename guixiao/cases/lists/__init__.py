"""The four lists 四份清单: their doors, and the task list 任务清单, derived from what the other packages keep."""
