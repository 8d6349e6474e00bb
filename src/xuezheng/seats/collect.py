"""Live projects and the rooms they made → rows of the frozen tables."""

import polars as pl

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows
from xuezheng.seats.models import BuildingProject, BuiltRoom
from xuezheng.seats.tables import BUILT_ROOMS, PROJECTS


def completed(scope: ReturnScope) -> pl.DataFrame:
    """The projects of the city completed in the school year before."""
    return rows(
        in_scope(BuildingProject.objects.filter(completed_on__range=scope.year.flow), scope),
        ("code", "institution__code", "kind", "stage", "programme", "started_on", "completed_on", "budget_fen"),
        (
            "project_code",
            "institution_code",
            "project_kind",
            "stage",
            "programme",
            "started_on",
            "completed_on",
            "budget_fen",
        ),
    )


def collect_projects(scope: ReturnScope) -> pl.DataFrame:
    """Projects, by the institution that was built."""
    return placed(completed(scope), scope, PROJECTS)


def collect_rooms(scope: ReturnScope) -> pl.DataFrame:
    """The rooms of those projects: one row a room, however long it was used."""
    projects = completed(scope)
    if projects.is_empty():
        return placed(projects, scope, BUILT_ROOMS)
    made = rows(
        in_scope(
            BuiltRoom.objects.filter(project_code__in=projects["project_code"].to_list()),
            scope,
            "campus__institution__county_code",
        ),
        ("project_code", "campus__institution__code", "campus__number", "code", "stage", "seat_count"),
        ("project_code", "institution_code", "campus_number", "room_code", "stage", "seat_count"),
    )
    if made.is_empty():
        return placed(made, scope, BUILT_ROOMS)
    about = projects.select("project_code", "project_kind", "programme", "completed_on")
    once = made.unique(["project_code", "institution_code", "campus_number", "room_code"], keep="first")
    return placed(once.join(about, on="project_code"), scope, BUILT_ROOMS)


COLLECTORS = collectors(
    (PROJECTS, collect_projects, holds(BuildingProject)), (BUILT_ROOMS, collect_rooms, holds(BuildingProject))
)
