"""A school's week: its book, its timetable, what is changed by hand, what is published."""

from xuezheng.timetables.actions.weeks.books import book_of, do_make_week, do_put_book, do_undo_book
from xuezheng.timetables.actions.weeks.reading import published_of, school_of, table_of
from xuezheng.timetables.actions.weeks.versions import do_lock, do_move, do_publish, do_step

__all__ = [
    "book_of", "do_lock", "do_make_week", "do_move", "do_publish", "do_put_book", "do_step", "do_undo_book", "published_of", "school_of",
    "table_of",
]  # fmt: skip
