"""What writes the records of timetables: subject choice, teaching classes, the week."""
