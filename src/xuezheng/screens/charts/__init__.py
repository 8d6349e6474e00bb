"""Charts as SVG, drawn on the server: pure functions from the data of `components` and a language to a string of SVG."""
