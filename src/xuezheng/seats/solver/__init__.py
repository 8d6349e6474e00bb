"""Forecasting children: models, adding up, intervals, the back-test, and which forecast is shown. No Django."""
