"""Pages of a school's week: its book, its rules, its timetable."""
