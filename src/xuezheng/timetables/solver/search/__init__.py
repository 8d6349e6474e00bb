"""The timetable by local search: an instance laid out in arrays, costs kept up to date, moves, and annealing."""
