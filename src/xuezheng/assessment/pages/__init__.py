"""Pages of monitoring: the bank, programmes, calibrations, reports by reader, what schools add, fitness, portfolios."""
