"""The one list of every office, for the return, the catalogue and the command line."""

from xuezheng.engine.offices import Office
from xuezheng.ground.words import Words
from xuezheng.honours import collect as honours_collect
from xuezheng.honours import figures as honours_figures

OFFICES: tuple[Office, ...] = (
    Office("honours", Words("荣誉与项目", "Programmes and honours"), honours_collect.COLLECTORS, honours_figures.INDICATORS),
)
