"""A school's week: its book, its timetable, what is changed by hand, what is published."""

from xuezheng.timetables.actions.weeks.reading import published_of, school_of, table_of

__all__ = ["published_of", "school_of", "table_of"]
