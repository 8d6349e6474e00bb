"""Supervision (M09): inspectors appointed by the city and the counties, and the school each is responsible for.

The work of the education inspectorate. Bound by 教育督导条例 (国务院令第624号), 中小学校责任督学挂牌督导办法 (2013) and
督学管理暂行办法 (教督〔2016〕2号). Start with `models.py`; `tables.py` says what a return freezes.
"""
