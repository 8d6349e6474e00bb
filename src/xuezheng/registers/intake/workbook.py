"""Every sheet of the workbook, in the order in which they are written: what is named comes before what names it."""

from typing import Final

from xuezheng.ground.words import Words
from xuezheng.registers import words as names
from xuezheng.registers.intake.given import ATTAINMENT, COUNTY_FINANCE, DISABLED, SERVICES, STAGE_FINANCE
from xuezheng.registers.intake.sheets import (
    ATTAINMENTS,
    END_WORDS,
    ENDED,
    ETHNICITIES,
    HIRE_WORDS,
    SCHOOL,
    STAGE,
    STAGES_CHOICE,
    START_WORDS,
    STARTED,
    TITLE_WORDS,
    YEAR,
    Field,
    Sheet,
    amount,
    count,
    flag,
)

AREAS: Final = Sheet(
    "areas", Words("地区", "Areas"),
    (
        Field("code", Words("行政区划代码", "Area code"), "code", True, pattern=r"\d{6}|\d{9}", example="511083001", aliases=("代码", "区划代码")),
        Field("name", Words("名称", "Name"), is_required=True, longest=60, example="金鹅街道"),
        Field("name_en", Words("英文名", "English name"), longest=80),
    ),
    ("code",),
)  # fmt: skip
INSTITUTIONS: Final = Sheet(
    "institutions", Words("学校", "Institutions"),
    (
        Field("code", Words("学校标识码", "School code"), "code", True, pattern=r"\d{10}", example="2151000001", aliases=("标识码", "学校代码", "机构代码")),
        Field("name", Words("学校名称", "School name"), "name", True, longest=120, aliases=("名称", "机构名称")),
        Field("school_type", Words("办学类型", "School type"), "choice", True, names.TYPE_WORDS),
        Field("organiser", Words("举办者", "Organiser"), "choice", True, names.ORGANISER_WORDS),
        Field("urban_rural", Words("城乡类型", "Urban or rural"), "choice", True, {
            "111": Words("主城区", "Main urban"), "112": Words("城乡结合区", "Urban fringe"), "121": Words("镇中心区", "Town centre"),
            "122": Words("镇乡结合区", "Town fringe"), "123": Words("特殊区域", "Special area"), "210": Words("乡中心区", "Township centre"),
            "220": Words("村庄", "Village"),
        }, aliases=("城乡分类",)),
        flag("is_inclusive", "普惠性民办园", "Inclusive private kindergarten"),
        Field("town_code", Words("乡镇代码", "Township code"), "code", True, pattern=r"\d{9}", example="511083001", aliases=("住址", "所在乡镇")),
        Field("address", Words("地址", "Address"), longest=200),
        Field("longitude", Words("经度", "Longitude"), "number", least=73, most=136),
        Field("latitude", Words("纬度", "Latitude"), "number", least=3, most=54),
        Field("opened_on", Words("设立日期", "Opened on"), "date", True, example="1985-09-01", aliases=("建校日期",)),
        Field("closed_on", Words("终止日期", "Closed on"), "date"),
        Field("effective_on", Words("生效日期", "In effect from"), "date", example="2024-09-01"),
    ),
    ("code",),
)  # fmt: skip
ROOMS: Final = Sheet(
    "rooms", Words("用房", "Rooms"),
    (
        SCHOOL,
        Field("code", Words("房间编号", "Room number"), is_required=True, longest=20, example="1-201", aliases=("编号",)),
        Field("kind", Words("用途", "Use"), "choice", True, names.ROOM_WORDS),
        Field("stage", Words("学段", "Stage"), "choice", False, STAGES_CHOICE),
        count("seat_count", "座位数", "Seats", required=True),
        amount("area_m2", "面积（平方米）", "Area (m²)"),
        flag("is_multimedia", "网络多媒体", "Networked multimedia"),
        STARTED, ENDED,
    ),
    ("institution_code", "code", "started_on"),
)  # fmt: skip
PROGRAMMES: Final = Sheet(
    "programmes", Words("专业", "Programmes"),
    (
        SCHOOL,
        Field("code", Words("专业代码", "Programme code"), "code", True, pattern=r"\d{6}", example="710205"),
        Field("name", Words("专业名称", "Programme name"), is_required=True, longest=80),
        Field("industry", Words("对接产业", "Industry served"), longest=40),
        STARTED, ENDED,
    ),
    ("institution_code", "code", "started_on"),
)  # fmt: skip
CLASSES: Final = Sheet(
    "classes", Words("班级", "Classes"),
    (
        SCHOOL, YEAR, STAGE,
        Field("grade", Words("年级", "Grade"), "choice", True, names.GRADE_WORDS),
        Field("number", Words("班号", "Class number"), "integer", True, least=1, most=99),
        count("pupil_count", "学生数", "Pupils", required=True, most=300),
        count("girl_count", "女生", "Girls"), count("minority_count", "少数民族学生", "Ethnic-minority pupils"),
        count("boarder_count", "寄宿生", "Boarders"), count("migrant_count", "随迁子女", "Migrant workers' children"),
        count("left_behind_count", "留守儿童", "Left-behind children"), count("entrant_count", "招生数", "Entrants"),
        count("entrant_with_preschool_count", "招生中受过学前教育", "Entrants with preschool"),
        count("repeater_count", "留级生", "Repeaters"), count("graduate_count", "毕业生数", "Graduates"),
        count("dropout_count", "辍学数", "Dropouts"),
    ),
    ("institution_code", "school_year", "stage", "grade", "number"),
)  # fmt: skip
PERSON_ID: Final = Field(
    "id_number",
    Words("身份证件号", "ID number"),
    "person_id",
    True,
    example="11010519491231002X",
    aliases=("身份证号", "身份证号码", "证件号码"),
)
STAFF: Final = Sheet(
    "staff", Words("教职工", "Staff"),
    (
        PERSON_ID,
        Field("name", Words("姓名", "Name"), "name", True, longest=60),
        Field("ethnicity", Words("民族", "Ethnicity"), "choice", True, ETHNICITIES),
        SCHOOL,
        Field("post", Words("岗位", "Post"), "choice", True, names.POST_WORDS),
        Field("stage", Words("学段", "Stage"), "choice", False, STAGES_CHOICE),
        Field("subject", Words("任教学科", "Subject"), longest=20),
        flag("is_full_time", "专任", "Full-time"), flag("is_on_quota", "在编", "On quota"),
        STARTED, ENDED,
        Field("start_reason", Words("来源", "How they came"), "choice", False, HIRE_WORDS),
        Field("attainment", Words("最高学历", "Highest attainment"), "choice", False, ATTAINMENTS, aliases=("学历",)),
        Field("attainment_on", Words("学历取得日期", "Attainment awarded on"), "date"),
        Field("title", Words("职称", "Professional title"), "choice", False, TITLE_WORDS),
        Field("title_on", Words("职称取得日期", "Title awarded on"), "date"),
        Field("certificate_on", Words("教师资格取得日期", "Teacher certificate on"), "date"),
        Field("backbone_on", Words("骨干教师认定日期", "Backbone teacher since"), "date"),
        Field("double_qualified_on", Words("双师型认定日期", "Double-qualified since"), "date"),
    ),
    ("id_number", "institution_code", "post", "started_on"),
)  # fmt: skip
STUDENTS: Final = Sheet(
    "students", Words("学生", "Students"),
    (
        PERSON_ID,
        Field("student_number", Words("全国学籍号", "National student number"), "code", True, pattern=r"[GJL]\d{17}[\dX]", aliases=("学籍号",)),
        Field("name", Words("姓名", "Name"), "name", True, longest=60),
        Field("ethnicity", Words("民族", "Ethnicity"), "choice", True, ETHNICITIES),
        Field("home_town_code", Words("户籍乡镇代码", "Home township code"), "code", pattern=r"\d{9}", aliases=("住址",)),
        SCHOOL, STAGE,
        Field("entry_grade", Words("入学年级", "Entry grade"), "choice", True, names.GRADE_WORDS),
        Field("class_number", Words("班号", "Class number"), "integer", True, least=1, most=99),
        STARTED, ENDED,
        Field("start_reason", Words("入学方式", "How they came"), "choice", True, START_WORDS),
        Field("end_reason", Words("离校原因", "How they left"), "choice", False, END_WORDS),
        flag("is_boarder", "寄宿", "Boarder"), flag("is_migrant", "随迁子女", "Migrant worker's child"),
        flag("is_left_behind", "留守儿童", "Left-behind child"),
    ),
    ("id_number", "institution_code", "stage", "started_on"),
)  # fmt: skip
CONDITIONS: Final = Sheet(
    "conditions", Words("办学条件", "Conditions"),
    (
        SCHOOL, YEAR,
        amount("site_area_m2", "占地面积（平方米）", "Site area (m²)"), amount("building_area_m2", "校舍面积（平方米）", "Building area (m²)"),
        amount("dangerous_area_m2", "危房面积（平方米）", "Dangerous buildings (m²)"),
        amount("teaching_area_m2", "教学及辅助用房（平方米）", "Teaching rooms (m²)"),
        amount("indoor_sports_area_m2", "室内体育用房（平方米）", "Indoor sports (m²)"),
        amount("sports_ground_area_m2", "运动场地（平方米）", "Sports ground (m²)"),
        amount("dormitory_area_m2", "宿舍（平方米）", "Dormitories (m²)"),
        amount("equipment_yuan", "教学仪器设备值（元）", "Teaching equipment (yuan)"),
        count("book_count", "图书（册）", "Books", most=10**7), count("terminal_count", "计算机与平板（台）", "Computers and tablets", most=10**5),
        count("bandwidth_mbps", "出口带宽（Mbps）", "Bandwidth (Mbps)", most=10**6),
        flag("has_network", "接入互联网", "On the network"), flag("has_wireless", "无线校园网", "Wireless"),
        flag("uses_national_platform", "使用国家智慧教育平台", "Uses the national platform"),
        flag("has_safe_water", "安全饮用水", "Safe water"), flag("has_sanitary_toilets", "卫生厕所", "Sanitary toilets"),
        flag("has_clinic", "卫生室", "Clinic"), flag("has_guards", "专职保安", "Guards"),
        flag("has_access_ramps", "无障碍设施", "Step-free access"),
        flag("has_mental_health_teacher", "心理健康教师", "Mental-health teacher"),
        flag("meets_sports_equipment", "体育器材达标", "Sports equipment to norm"), flag("meets_music_equipment", "音乐器材达标", "Music equipment to norm"),
        flag("meets_art_equipment", "美术器材达标", "Art equipment to norm"), flag("meets_science_equipment", "理科仪器达标", "Science equipment to norm"),
        Field("web_address", Words("网址", "Web address"), longest=120),
        count("examined_count", "上学年体检学生数", "Pupils examined last year", most=10**6),
        count("outside_teacher_count", "校外教师", "Teachers from outside", most=10**5),
        count("veteran_teacher_count", "银龄教师", "Retired teachers", most=10**5),
        count("party_member_count", "教职工中共党员", "Party members of the staff", most=10**5),
        count("league_member_count", "教职工共青团员", "Youth League members of the staff", most=10**5),
        count("democratic_party_count", "教职工民主党派", "Democratic parties' members of the staff", most=10**5),
    ),
    ("institution_code", "school_year"),
)  # fmt: skip
POPULATION: Final = Sheet(
    "population", Words("分年龄人口", "Population by age"),
    (
        Field("area_code", Words("县级代码", "County code"), "code", True, pattern=r"\d{6}", example="511083"),
        Field("year", Words("年份", "Year"), "integer", True, least=1990, most=2100),
        Field("age", Words("年龄", "Age"), "integer", True, least=0, most=110),
        count("person_count", "人数", "Persons", required=True, most=10**8),
        count("enrolled_count", "其中在园在校", "Of them enrolled", most=10**8),
        Field("source", Words("来源", "Source"), is_required=True, longest=120),
    ),
    ("area_code", "year", "age"),
)  # fmt: skip
ENTRANTS: Final = Sheet(
    "entrants", Words("历年小学招生", "Grade-one entrants"),
    (
        Field("area_code", Words("县级代码", "County code"), "code", True, pattern=r"\d{6}", example="511083"),
        Field("entry_year", Words("入学年份", "Entry year"), "integer", True, least=1990, most=2100),
        count("entrant_count", "招生数", "Entrants", required=True, most=10**7),
        Field("source", Words("来源", "Source"), is_required=True, longest=120),
    ),
    ("area_code", "entry_year"),
)  # fmt: skip
SHEETS: Final = (
    AREAS, INSTITUTIONS, ROOMS, PROGRAMMES, CLASSES, STAFF, STUDENTS, CONDITIONS, SERVICES, POPULATION, ATTAINMENT, ENTRANTS,
    COUNTY_FINANCE, STAGE_FINANCE, DISABLED,
)  # fmt: skip
