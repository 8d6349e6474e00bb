"""Pages that belong to no office: signing in, the audit chain, errors."""
