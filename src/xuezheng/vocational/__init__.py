"""Vocational education (M18): conditions of schools, partners, factories, training bases, order classes, placements.

The work of a bureau's vocational section. Bound by 中等职业学校设置标准 (教职成〔2010〕12号) and 职业学校办学条件达标工程实施方案
(教职成〔2022〕5号). Programmes are the registers'. Start with `rules.py` (the conditions as norms) and `models/`.
"""
