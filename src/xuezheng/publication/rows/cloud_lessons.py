"""Cloud lessons on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW, stock

LESHAN = "511100"
PROVINCIAL_CLOUD = {"platform": ("provincial_cloud",)}

ROWS = {
    "ls.remote_schools_2018": Asked("cloud_lesson_schools", LESHAN, stock(2018), PROVINCIAL_CLOUD),
    "ls.remote_schools_2024": Asked("cloud_lesson_schools", LESHAN, NOW, PROVINCIAL_CLOUD),
}
