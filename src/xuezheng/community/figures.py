"""Indicators of community education. None at school level: its bodies are no schools of the register."""

from xuezheng.community.tables import COMMUNITY_INSTITUTIONS, SESSIONS
from xuezheng.engine.figures import Indicator, Level, Measure, Source
from xuezheng.ground.words import Words

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")
NETWORK = Source(
    Words("关于进一步推进社区教育发展的意见（教职成〔2016〕4号）", "Opinions on community education (2016, no. 4)"),
    verification="memory",
)
LEVELS: tuple[Level, ...] = ("city", "county", "town")

COMMUNITY_INSTITUTION_COUNT = Indicator(
    id="community_institutions",
    term=Words("社区教育机构", "Community education institutions"),
    unit="institution",
    definition=Words(
        "当年9月1日四级社区教育网络（指导中心、学院、学校、工作站）的机构数。",
        "Bodies of the four-tier network (centre, college, school, station) on 1 September.",
    ),
    numerator=Measure(COMMUNITY_INSTITUTIONS, lambda t: t.count()),
    office="community",
    source=NETWORK,
    direction="higher_better",
    levels=LEVELS,
    filters=("tier",),
)
COMMUNITY_TRAINEES = Indicator(
    id="community_trainees",
    term=Words("社区教育培训人次", "People trained in community education (times)"),
    unit="person",
    definition=Words(
        "时段内社区教育机构所办培训的参加人次，一人参加两次计两次。",
        "People at the trainings of the network in the period; one who comes twice counts twice.",
    ),
    numerator=Measure(SESSIONS, lambda t: t.participant_count.sum()),
    office="community",
    source=OWN,
    direction="higher_better",
    levels=LEVELS,
    filters=("tier", "theme"),
)
COMMUNITY_OLDER_SHARE = Indicator(
    id="community_older_share",
    term=Words("社区教育老年学习者占比", "Share of older people among those trained"),
    unit="share",
    definition=Words(
        "时段内参加社区教育培训的人次中60岁及以上的占比。",
        "Of the people at trainings of the network in the period, the share aged 60 or more.",
    ),
    numerator=Measure(SESSIONS, lambda t: t.older_participant_count.sum()),
    denominator=Measure(SESSIONS, lambda t: t.participant_count.sum()),
    office="community",
    source=OWN,
    levels=LEVELS,
    filters=("tier", "theme"),
)
INDICATORS = (COMMUNITY_INSTITUTION_COUNT, COMMUNITY_TRAINEES, COMMUNITY_OLDER_SHARE)
