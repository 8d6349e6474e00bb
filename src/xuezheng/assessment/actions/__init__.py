"""What the monitoring office does: the bank, programmes and their sheets, calibrations, what schools add, portfolios. Each act is
one transaction with its audit row; what is read of persons leaves a row as well."""
