"""Quality monitoring (M13): so far, whether children in kindergarten speak Mandarin before they start school.

The work of the monitoring centre and, for Mandarin, of the language office. Bound by the national plan for learning
Mandarin before school (学前学会普通话) in regions of minorities. Start with `models.py`.
"""
