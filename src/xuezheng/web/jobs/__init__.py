"""Long work beside the pages: `enqueue` it, a worker takes it, its page shows how far it is.

`actions.py` holds the queue, `handlers.py` lists by hand what can be done, `worker.py` does it. A handler must be able to
begin again: whatever it does, doing it twice comes to the same.
"""
