"""What the exam office does: examinations and their lists, works, the day, marks, appeals, letters; each with its audit row."""
