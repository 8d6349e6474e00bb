"""Where everything is put together: settings, root addresses, and the one list of offices."""
