"""The one list of every office, for the return, the catalogue and the command line."""

from xuezheng.after_school import collect as after_school_collect
from xuezheng.after_school import figures as after_school_figures
from xuezheng.aid import collect as aid_collect
from xuezheng.aid import figures as aid_figures
from xuezheng.alliances import checks as alliances_checks
from xuezheng.alliances import collect as alliances_collect
from xuezheng.alliances import figures as alliances_figures
from xuezheng.assessment import checks as assessment_checks
from xuezheng.assessment import collect as assessment_collect
from xuezheng.assessment import figures as assessment_figures
from xuezheng.cloud_lessons import checks as cloud_lessons_checks
from xuezheng.cloud_lessons import collect as cloud_lessons_collect
from xuezheng.cloud_lessons import figures as cloud_lessons_figures
from xuezheng.community import checks as community_checks
from xuezheng.community import collect as community_collect
from xuezheng.community import figures as community_figures
from xuezheng.engine.offices import Office
from xuezheng.exams import checks as exams_checks
from xuezheng.exams import collect as exams_collect
from xuezheng.exams import figures as exams_figures
from xuezheng.funding import collect as funding_collect
from xuezheng.funding import figures as funding_figures
from xuezheng.ground.words import Words
from xuezheng.honours import checks as honours_checks
from xuezheng.honours import collect as honours_collect
from xuezheng.honours import figures as honours_figures
from xuezheng.indicators import figures as indicators_figures
from xuezheng.layout import collect as layout_collect
from xuezheng.layout import figures as layout_figures
from xuezheng.registers import checks as registers_checks
from xuezheng.registers import collect as registers_collect
from xuezheng.seats import collect as seats_collect
from xuezheng.seats import figures as seats_figures
from xuezheng.supervision import collect as supervision_collect
from xuezheng.supervision import figures as supervision_figures
from xuezheng.timetables import checks as timetables_checks
from xuezheng.timetables import collect as timetables_collect
from xuezheng.timetables import figures as timetables_figures
from xuezheng.training_market import collect as training_market_collect
from xuezheng.training_market import figures as training_market_figures
from xuezheng.vocational import collect as vocational_collect
from xuezheng.vocational import figures as vocational_figures
from xuezheng.wellbeing import collect as wellbeing_collect
from xuezheng.wellbeing import figures as wellbeing_figures
from xuezheng.workforce import collect as workforce_collect
from xuezheng.workforce import figures as workforce_figures

OFFICES: tuple[Office, ...] = (
    Office(
        "after_school",
        Words("课后服务", "After-school service"),
        after_school_collect.COLLECTORS,
        after_school_figures.INDICATORS,
    ),
    Office("aid", Words("学生资助", "Student aid"), aid_collect.COLLECTORS, aid_figures.INDICATORS),
    Office(
        "alliances",
        Words("联盟与合作", "Alliances"),
        alliances_collect.COLLECTORS,
        alliances_figures.INDICATORS,
        alliances_checks.CHECKS,
    ),
    Office(
        "assessment",
        Words("质量监测", "Quality monitoring"),
        assessment_collect.COLLECTORS,
        assessment_figures.INDICATORS,
        assessment_checks.CHECKS,
    ),
    Office(
        "cloud_lessons",
        Words("云教学", "Cloud lessons"),
        cloud_lessons_collect.COLLECTORS,
        cloud_lessons_figures.INDICATORS,
        cloud_lessons_checks.CHECKS,
    ),
    Office(
        "community",
        Words("社区教育", "Community education"),
        community_collect.COLLECTORS,
        community_figures.INDICATORS,
        community_checks.CHECKS,
    ),
    Office(
        "exams",
        Words("考试招生", "Exams and admission"),
        exams_collect.COLLECTORS,
        exams_figures.INDICATORS,
        exams_checks.CHECKS,
    ),
    Office("funding", Words("教育经费", "Funding"), funding_collect.COLLECTORS, funding_figures.INDICATORS),
    Office(
        "honours",
        Words("荣誉与项目", "Programmes and honours"),
        honours_collect.COLLECTORS,
        honours_figures.INDICATORS,
        honours_checks.CHECKS,
    ),
    Office("indicators", Words("全国指标", "National indicators"), indicators=indicators_figures.INDICATORS),
    Office("layout", Words("布局调整", "Layout"), layout_collect.COLLECTORS, layout_figures.INDICATORS),
    Office("registers", Words("基础登记", "Registers"), registers_collect.COLLECTORS, checks=registers_checks.CHECKS),
    Office("seats", Words("学位建设", "Seats"), seats_collect.COLLECTORS, seats_figures.INDICATORS),
    Office(
        "supervision", Words("教育督导", "Supervision"), supervision_collect.COLLECTORS, supervision_figures.INDICATORS
    ),
    Office(
        "timetables",
        Words("选课走班与课表", "Subject choice and timetables"),
        timetables_collect.COLLECTORS,
        timetables_figures.INDICATORS,
        timetables_checks.CHECKS,
    ),
    Office(
        "training_market",
        Words("校外培训", "Training market"),
        training_market_collect.COLLECTORS,
        training_market_figures.INDICATORS,
    ),
    Office(
        "vocational",
        Words("职业教育", "Vocational education"),
        vocational_collect.COLLECTORS,
        vocational_figures.INDICATORS,
    ),
    Office("wellbeing", Words("身心健康", "Wellbeing"), wellbeing_collect.COLLECTORS, wellbeing_figures.INDICATORS),
    Office("workforce", Words("教师队伍", "Workforce"), workforce_collect.COLLECTORS, workforce_figures.INDICATORS),
)
