"""Pages of the national evaluations: the matrix of a city, a county's scorecard, its schools, evidence, plans."""
