"""A school of two days with two periods, one class, two teachers: small enough to count every cost by hand."""

HEAD = """<HighSchoolTimetableArchive><Instances><Instance Id="Tiny"><MetaData><Name>Tiny</Name></MetaData>
<Times><TimeGroups><Day Id="Mo"><Name>Mo</Name></Day><Day Id="Tu"><Name>Tu</Name></Day>
<TimeGroup Id="All"><Name>All</Name></TimeGroup></TimeGroups>
{times}</Times>
<Resources><ResourceTypes><ResourceType Id="C"><Name>C</Name></ResourceType><ResourceType Id="T"><Name>T</Name></ResourceType>
</ResourceTypes><ResourceGroups><ResourceGroup Id="Ts"><Name>Ts</Name><ResourceType Reference="T"/></ResourceGroup></ResourceGroups>
<Resource Id="1a"><Name>1a</Name><ResourceType Reference="C"/><ResourceGroups/></Resource>
<Resource Id="Wang"><Name>Wang</Name><ResourceType Reference="T"/><ResourceGroups><ResourceGroup Reference="Ts"/></ResourceGroups></Resource>
<Resource Id="Li"><Name>Li</Name><ResourceType Reference="T"/><ResourceGroups><ResourceGroup Reference="Ts"/></ResourceGroups></Resource>
</Resources>
<Events><EventGroups><EventGroup Id="E"><Name>E</Name></EventGroup></EventGroups>
<Event Id="Maths"><Name>Maths</Name><Duration>3</Duration><Resources><Resource Reference="1a"/>
<Resource><Role>Teacher</Role><ResourceType Reference="T"/></Resource></Resources>
<EventGroups><EventGroup Reference="E"/></EventGroups></Event>
<Event Id="Sport"><Name>Sport</Name><Duration>1</Duration><Resources><Resource Reference="1a"/>
<Resource Reference="Li"><Role>Teacher</Role><ResourceType Reference="T"/></Resource></Resources>
<EventGroups><EventGroup Reference="E"/></EventGroups></Event></Events>
<Constraints>{constraints}</Constraints></Instance></Instances>
<SolutionGroups>{groups}</SolutionGroups></HighSchoolTimetableArchive>"""

TIMES = "".join(
    f'<Time Id="{day}{n}"><Name>{day}{n}</Name><Day Reference="{day}"/><TimeGroups><TimeGroup Reference="All"/></TimeGroups></Time>'
    for day in ("Mo", "Tu")
    for n in (1, 2)
)
EVENTS = '<EventGroups><EventGroup Reference="E"/></EventGroups>'
TEACHERS = '<ResourceGroups><ResourceGroup Reference="Ts"/></ResourceGroups>'
CLASS = '<Resources><Resource Reference="1a"/></Resources>'
DAYS = '<TimeGroups><TimeGroup Reference="Mo"/><TimeGroup Reference="Tu"/></TimeGroups>'


def constraint(kind: str, applies: str, rest: str = "", function: str = "Linear", name: str = "c") -> str:
    return (
        f'<{kind}Constraint Id="{name}"><Name>{name}</Name><Required>true</Required><Weight>1</Weight>'
        f"<CostFunction>{function}</CostFunction><AppliesTo>{applies}</AppliesTo>{rest}</{kind}Constraint>"
    )


def bounds(least: int, most: int) -> str:
    return f"<Minimum>{least}</Minimum><Maximum>{most}</Maximum>"


def part(event: str, duration: int, time: str = "", teacher: str = "") -> str:
    at = f'<Time Reference="{time}"/>' if time else ""
    who = f'<Resources><Resource Reference="{teacher}"><Role>Teacher</Role></Resource></Resources>' if teacher else ""
    return f'<Event Reference="{event}"><Duration>{duration}</Duration>{at}{who}</Event>'


def archive(constraints: str, *parts: str, times: str = TIMES) -> bytes:
    solution = f'<Solution Reference="Tiny"><Events>{"".join(parts)}</Events></Solution>' if parts else ""
    groups = f'<SolutionGroup Id="Ours"><MetaData/>{solution}</SolutionGroup>'
    return HEAD.format(times=times, constraints=constraints, groups=groups).encode()
