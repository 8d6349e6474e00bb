"""Community education (M20): centres, colleges, schools and stations in four tiers, and the sessions they hold.

The work of the vocational and adult education office with the open university. Bound by the opinions on community
education of nine ministries (教职成〔2016〕4号), which ask for a network down to villages. Start with `models.py`.
"""
