"""How things look, knowing no office: page layout, components, charts, maps, numbers, downloads, both languages.

A page builds plain data and its template renders it:

    from django.shortcuts import render
    from xuezheng.screens.components import Figure, Page, State
    page = Page(Words("南充市", "Nanchong"), nav=…, crumbs=…, is_synthetic=instance.is_synthetic)
    return render(request, "registers/city.html", {"page": page, "schools": Figure(…)})

    {% extends "screens/layout.html" %}{% load screens %}
    {% block content %}{% figure schools %}{% endblock %}

Where to start reading: `components/` (the data), `templatetags/screens.py` (one tag each), `numbers.py` (how numbers are
written), `charts/` (SVG on the server), `geometry/` (boundaries), `formats/` (XLSX, CSV, Parquet), `language.py`.
`tests/gallery.py` shows one of everything. No standard binds this folder but WCAG 2.2 AA.
"""
