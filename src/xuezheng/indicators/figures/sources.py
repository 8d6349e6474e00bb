"""The documents that definitions come from."""

from xuezheng.engine.figures import Source
from xuezheng.ground.words import Words

MONITORING_2020 = Words(
    "中国教育监测与评价统计指标体系（2020年版），教发〔2020〕6号",
    "Indicator system for monitoring and evaluating education in China, 2020 edition (MoE 2020 no. 6)",
)
BALANCED_2017 = Words(
    "县域义务教育优质均衡发展督导评估办法，教督〔2017〕6号",
    "Rules for assessing quality and balance of compulsory education in counties (2017 no. 6)",
)
PRESCHOOL_2020 = Words(
    "县域学前教育普及普惠督导评估办法，教督〔2020〕1号",
    "Rules for assessing universal and inclusive preschool education in counties (2020 no. 1)",
)
VOCATIONAL_2010 = Words(
    "中等职业学校设置标准，教职成〔2010〕12号", "Standards for secondary vocational schools (2010 no. 12)"
)
WELLBEING_2023 = Words(
    "全面加强和改进新时代学生心理健康工作专项行动计划（2023—2025年）",
    "Action plan for student mental health, 2023–2025",
)
MONITORING_2025 = Words(
    "中国教育监测与评价统计指标体系（2025年版，未见原文）",
    "Indicator system for monitoring and evaluating education in China, 2025 edition (text not seen)",
)
CLASS_BANDS = Words("教育部大班额与超大班额口径", "Ministry of Education bands of large classes")
UIS = Words("联合国教科文组织统计研究所 SDG 4 指标", "UNESCO Institute for Statistics, SDG 4 indicators")
OWN_DOCUMENT = Words("本系统口径", "Definition of this system")

NATIONAL = Source(MONITORING_2020, verification="memory")
NATIONAL_SEEN = Source(MONITORING_2020, verification="single_source")
EDITION_2025 = Source(MONITORING_2025, verification="single_source", edition="2025")
NATIONAL_DERIVED = Source(MONITORING_2020, verification="derived")
BALANCED = Source(BALANCED_2017, verification="two_sources", edition="2017")
PRESCHOOL = Source(PRESCHOOL_2020, verification="two_sources")
VOCATIONAL = Source(VOCATIONAL_2010, verification="two_sources", edition="2010")
WELLBEING = Source(WELLBEING_2023, verification="two_sources", edition="2023")
BANDS = Source(CLASS_BANDS, verification="two_sources")
OWN = Source(OWN_DOCUMENT, verification="derived")
