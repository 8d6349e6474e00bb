"""The one list of every office, for the return, the catalogue and the command line."""

from xuezheng.after_school import collect as after_school_collect
from xuezheng.after_school import figures as after_school_figures
from xuezheng.aid import collect as aid_collect
from xuezheng.aid import figures as aid_figures
from xuezheng.engine.offices import Office
from xuezheng.funding import collect as funding_collect
from xuezheng.funding import figures as funding_figures
from xuezheng.ground.words import Words
from xuezheng.honours import collect as honours_collect
from xuezheng.honours import figures as honours_figures
from xuezheng.layout import collect as layout_collect
from xuezheng.layout import figures as layout_figures
from xuezheng.seats import collect as seats_collect
from xuezheng.seats import figures as seats_figures
from xuezheng.supervision import collect as supervision_collect
from xuezheng.supervision import figures as supervision_figures
from xuezheng.training_market import collect as training_market_collect
from xuezheng.training_market import figures as training_market_figures
from xuezheng.vocational import collect as vocational_collect
from xuezheng.vocational import figures as vocational_figures
from xuezheng.wellbeing import collect as wellbeing_collect
from xuezheng.wellbeing import figures as wellbeing_figures
from xuezheng.workforce import collect as workforce_collect
from xuezheng.workforce import figures as workforce_figures

OFFICES: tuple[Office, ...] = (
    Office("after_school", Words("课后服务", "After-school service"), after_school_collect.COLLECTORS, after_school_figures.INDICATORS),
    Office("aid", Words("学生资助", "Student aid"), aid_collect.COLLECTORS, aid_figures.INDICATORS),
    Office("funding", Words("教育经费", "Funding"), funding_collect.COLLECTORS, funding_figures.INDICATORS),
    Office("honours", Words("荣誉与项目", "Programmes and honours"), honours_collect.COLLECTORS, honours_figures.INDICATORS),
    Office("layout", Words("布局调整", "Layout"), layout_collect.COLLECTORS, layout_figures.INDICATORS),
    Office("seats", Words("学位建设", "Seats"), seats_collect.COLLECTORS, seats_figures.INDICATORS),
    Office("supervision", Words("教育督导", "Supervision"), supervision_collect.COLLECTORS, supervision_figures.INDICATORS),
    Office("training_market", Words("校外培训", "Training market"), training_market_collect.COLLECTORS, training_market_figures.INDICATORS),
    Office("vocational", Words("职业教育", "Vocational education"), vocational_collect.COLLECTORS, vocational_figures.INDICATORS),
    Office("wellbeing", Words("身心健康", "Wellbeing"), wellbeing_collect.COLLECTORS, wellbeing_figures.INDICATORS),
    Office("workforce", Words("教师队伍", "Workforce"), workforce_collect.COLLECTORS, workforce_figures.INDICATORS),
)
