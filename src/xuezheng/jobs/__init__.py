"""Long work beside the pages: `enqueue` it, a worker takes it, its page shows how far it is.

`actions.py` holds the queue and `worker.py` does what waits in it. Kinds of jobs are listed by hand where the site is put
together (`web/handlers.py`). A handler must be able to begin again: whatever it does, doing it twice comes to the same.
"""
