"""Search and bounds: Lagrangian relaxation, local search, branch and bound, integer programmes on HiGHS."""
