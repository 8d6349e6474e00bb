"""From what was counted to a forecast with warnings: judged by the past, checked, and frozen."""
