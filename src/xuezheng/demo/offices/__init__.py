"""What each office's records look like in the demonstration cities: one file an office, each with `build(world)`."""
