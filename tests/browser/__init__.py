"""Pages as a person meets them: in a real browser, with the keyboard, in both languages, judged by axe."""
