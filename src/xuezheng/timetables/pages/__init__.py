"""Pages of subject choice, teaching classes and timetables."""
