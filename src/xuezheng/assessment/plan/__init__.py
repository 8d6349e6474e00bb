"""From files to scales: answers, the bank, calibration of programmes, reports, what schools add, fitness."""
