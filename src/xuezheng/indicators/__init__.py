"""The national catalogue: indicators of the whole of education, over the tables of the registers.

For bureau planners and statisticians. It follows 中国教育监测与评价统计指标体系（2020年版）, 教发〔2020〕6号, as far as the
registers give the records; the official wording of its definitions could not be read, so each definition says how well
it is verified. Start with `figures/` (by theme); how figures are computed is in `engine/evaluate.py` and `compute.py`.
"""
