"""Alliances (M06): schools that work together – alliances, urban–rural communities, groups led by a strong school – and partnerships with others.

The work of the offices for basic and vocational education. Bound by the opinions on balanced compulsory education of
2012 and later, which ask for schools to be run in groups; no national standard fixes how large or close a group is. Start
with `models.py`: what a group is, who is in it since when, whom else an institution works with; `rules.py` names the kinds.
"""
