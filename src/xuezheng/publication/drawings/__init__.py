"""The graphics of the broadsheet as SVG: pure functions from figures and a canvas to a drawing. Values come from a release."""
