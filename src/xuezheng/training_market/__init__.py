"""The training market (M16): institutions that train pupils outside school, their licences, platform and prepaid fees.

The work of a bureau's section for out-of-school training. Bound by 中办发〔2021〕40号 ("double reduction"), 教监管函〔2021〕2号
(prepaid fees) and 教育部令第53号 (penalties). Start with `models.py`; `tables.py` says what a return freezes.
"""
