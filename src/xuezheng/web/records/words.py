"""Columns and codes of records in both languages. A code that is not listed shows as it is."""

from typing import Any

from xuezheng.alliances import rules as alliances
from xuezheng.assessment import rules as assessment
from xuezheng.cloud_lessons import rules as cloud_lessons
from xuezheng.community import rules as community
from xuezheng.exams import rules as exams
from xuezheng.ground.words import Words
from xuezheng.honours import rules as honours
from xuezheng.registers.words import ATTAINMENT_WORDS, PLACEMENT_WORDS, STAGE_WORDS
from xuezheng.timetables import rules as timetables

COLUMNS: dict[str, Words] = {
    key: Words(*words.split("|"))
    for key, words in {
        "activity": "活动|Activity", "alliance": "联盟|Alliance", "allocated_on": "下达日期|Allocated on", "amount_fen": "金额|Amount",
        "appointment": "聘任|Appointment", "area_code": "地区|Area", "assessed_count": "测评人数|Assessed", "assessed_on": "测评日期|Assessed on",
        "awarded_on": "获奖日期|Awarded on", "bandwidth_mbps": "出口带宽（Mbps）|Bandwidth (Mbps)", "bank": "银行|Bank", "base": "基地|Base",
        "book_count": "图书（册）|Books", "budget_fen": "预算|Budget", "budget_year": "预算年度|Budget year",
        "building_area_m2": "校舍面积（㎡）|Building area (m²)", "charges_in_advance": "预收费|Charges in advance", "class_count": "班数|Classes",
        "code": "编号|Code", "completed_on": "竣工日期|Completed on", "contest": "赛事|Contest", "dangerous_area_m2": "危房（㎡）|Dangerous (m²)",
        "day_count": "天数|Days", "days_per_week": "每周天数|Days a week", "district": "学区|District", "document": "文号|Document",
        "dormitory_area_m2": "宿舍（㎡）|Dormitories (m²)", "ended_on": "止|Until", "equipment_fen": "设备值|Equipment", "event": "项目|Event",
        "exam": "考试|Exam", "field": "领域|Field", "grade": "等级|Grade", "graduate_count": "毕业生|Graduates",
        "has_access_ramps": "无障碍设施|Step-free", "has_clinic": "卫生室|Clinic", "has_guards": "专职保安|Guards",
        "has_mental_health_teacher": "心理教师|Mental-health teacher", "has_network": "联网|Network", "has_safe_water": "安全饮水|Safe water",
        "has_sanitary_toilets": "卫生厕所|Toilets", "has_wireless": "无线网|Wireless", "held_on": "举办日期|Held on", "hospital": "派出医院|Hospital",
        "hour_count": "学时|Hours", "hours_per_day": "每天小时|Hours a day", "indoor_sports_area_m2": "室内体育（㎡）|Indoor sports (m²)",
        "industry": "产业|Industry", "institution": "学校（机构）|Institution", "is_for_profit": "营利性|For profit", "is_full_time": "专职|Full-time",
        "is_local": "本地|Local", "is_renewal": "复核|Renewal", "is_synthetic": "演示|Synthetic", "kind": "类别|Kind", "language_area": "语言地区|Language area",
        "last_on": "结束日期|Last day", "lesson_count": "课时|Lessons", "level": "级别|Level", "meets_art_equipment": "美术器材|Art equipment",
        "meets_music_equipment": "音乐器材|Music equipment", "meets_science_equipment": "理科仪器|Science equipment",
        "meets_sports_equipment": "体育器材|Sports equipment", "mode": "方式|Mode", "name": "名称|Name", "name_en": "英文名|English name", "number": "编号|Number",
        "occurred_on": "日期|Date", "older_participant_count": "其中老年|Older learners", "order_class": "订单班|Order class", "organiser": "主办|Organiser",
        "paid_on": "发放日期|Paid on", "pairing": "结对|Pairing", "parent": "上级机构|Parent", "participant_count": "人次|Participants",
        "partner": "合作方|Partner", "passed_count": "合格人数|Passed", "place_count": "名额|Places", "placed_on": "日期|Date", "platform": "平台|Platform",
        "prize": "奖次|Prize", "programme": "专业或计划|Programme", "pupil_count": "学生数|Pupils", "recognised_level": "认定级别|Recognised at",
        "recognised_on": "认定日期|Recognised on", "role": "角色|Role", "school_class": "班级|Class", "school_year": "学年|School year",
        "sender": "发送方|Sender", "serves": "服务范围|Serves", "site_area_m2": "占地（㎡）|Site (m²)", "site_name": "场所|Site", "source": "资金来源|Source",
        "speciality": "专长|Speciality", "sports_ground_area_m2": "运动场（㎡）|Sports ground (m²)", "stage": "学段|Stage",
        "standardised_on": "标准化验收|Standardised on", "started_on": "起|From", "station_count": "工位|Stations", "student_count": "学生数|Students",
        "subject": "学科或内容|Subject", "teacher_count": "教师数|Teachers", "teaching_area_m2": "教学用房（㎡）|Teaching rooms (m²)", "term": "学期|Term",
        "terminal_count": "终端（台）|Terminals", "theme": "主题|Theme", "tier": "层级|Tier", "title": "名称|Title", "topic": "内容|Topic",
        "trainee_count": "参训人数|Trainees", "uses_national_platform": "国家平台|National platform", "winner": "获奖者|Winner",
        "year": "年份|Year", "age": "年龄|Age", "area": "地区|Area", "person_count": "人数|Persons", "enrolled_count": "其中在园在校|Enrolled",
        "illiterate_count": "其中文盲|Illiterate", "entry_year": "入学年份|Entry year", "entrant_count": "招生数|Entrants", "placement": "安置方式|Placement",
        "gdp_fen": "地区生产总值|Gross product", "resident_count": "年平均常住人口|Mean residents", "education_budget_fen": "预算教育支出|Education budget",
        "education_funds_fen": "财政性教育经费|Public funds for education", "teacher_pay_fen": "教师工资总额|Teachers' pay",
        "official_count": "公务员数|Civil servants", "official_pay_fen": "公务员工资总额|Civil servants' pay", "mean_pupil_count": "年平均学生数|Mean pupils",
        "spent_fen": "预算教育经费|Public budget funds", "operating_fen": "其中公用经费|Operating funds", "training_fen": "其中教师培训|Teacher training",
        "day_pupil_count": "走读生|Day pupils", "zoned_pupil_count": "居住在划片区|Living in the zone", "quota_place_count": "分配到初中名额|Places by quota",
        "after_school_count": "课后服务学生|After-school pupils", "fitness_tested_count": "体测人数|Tested for fitness", "fitness_passed_count": "体测合格|Fitness passed",
        "fitness_good_count": "体测优良|Fitness good", "vision_screened_count": "视力筛查|Vision screened", "myopic_count": "近视|Myopic",
        "aided_count": "受助学生|Aided pupils", "eligible_count": "符合资助条件|Eligible for aid", "eligible_aided_count": "其中已受助|Eligible and aided",
        "trained_count": "满360学时教师|Teachers with 360 hours", "platform_teacher_count": "平台活跃教师|Platform teachers",
        "enterprise_teacher_count": "企业兼职教师|Enterprise teachers", "certified_graduate_count": "有证书毕业生|Certified graduates", "intern_count": "实习学生|Interns",
        "matched_intern_count": "对口实习|Matched interns", "has_labour_lessons": "劳动课达标|Labour lessons", "has_arts_lessons": "美育课程|Arts lessons",
        "has_family_guidance": "家庭教育指导|Family guidance", "web_address": "网址|Web address", "examined_count": "体检学生|Pupils examined",
        "outside_teacher_count": "校外教师|Outside teachers", "veteran_teacher_count": "银龄教师|Retired teachers", "party_member_count": "中共党员|Party members",
        "league_member_count": "共青团员|League members", "democratic_party_count": "民主党派|Democratic parties",
    }.items()
}  # fmt: skip

OTHER_CODES: dict[str, Words] = {
    key: Words(*words.split("|"))
    for key, words in {
        "course": "课程|Course", "project": "项目|Project", "club": "社团|Club", "sports": "体育|Sports", "art": "艺术|Art", "science": "科学|Science",
        "labour": "劳动|Labour", "reading": "阅读|Reading", "heritage": "传统文化|Heritage", "national_grant": "国家助学金|National grant",
        "fee_waiver": "免学费|Fee waiver", "autumn": "秋季|Autumn", "spring": "春季|Spring", "county": "县级|County", "city": "市级|City",
        "province": "省级|Province", "nation": "中央|Nation", "national": "国家级|National", "provincial": "省级|Provincial", "reordered": "调整|Reordered",
        "merged": "撤并|Merged", "standardised": "规范|Standardised", "new": "新建|New", "rebuilt": "改建|Rebuilt", "extended": "扩建|Extended",
        "new_campus": "新校区|New campus", "subject": "学科类|Subject", "non_subject": "非学科类|Non-subject", "bank_custody": "银行托管|Bank custody",
        "risk_deposit": "风险保证金|Risk deposit", "enterprise": "企业|Enterprise", "association": "协会|Association", "department": "部门|Department",
        "factory_in_school": "校中厂|Factory in school", "school_in_factory": "厂中校|School in factory", "double_high": "“双高”专业群|Double-high",
        "production": "生产性|Production", "virtual": "虚拟仿真|Virtual", "general": "一般|General", "teacher_workshop": "名师工作坊|Teacher workshop",
        "principal_studio": "校长工作室|Principal studio", "induction": "新任|Induction", "principal": "校长|Principal", "backbone": "骨干|Backbone",
        "ethics": "师德|Ethics", "digital": "数字素养|Digital", "joint_lesson": "同课异构|Joint lesson", "visiting_lesson": "送教下乡|Visiting lesson",
        "first": "一级|First", "second": "二级|Second", "base": "基地|Base", "camp": "营地|Camp",
    }.items()
}  # fmt: skip

MAPPINGS: tuple[Any, ...] = (
    STAGE_WORDS, honours.LEVELS, honours.FIELDS, honours.PRIZES, honours.WINNERS, honours.LESSON_SUBJECTS, alliances.ALLIANCE_KINDS,
    alliances.PAIRINGS, alliances.ROLES, alliances.LEVELS, alliances.PARTNERSHIP_KINDS, alliances.MODES, assessment.LANGUAGE_AREAS,
    cloud_lessons.PLATFORMS, cloud_lessons.MODES, community.TIERS, community.THEMES, exams.EXAMS, timetables.SUBJECTS,
    PLACEMENT_WORDS, ATTAINMENT_WORDS,
)  # fmt: skip
TITLES: dict[str, Words] = {code: title.words for code, title in honours.TITLES.items()}


def column_words(name: str) -> Words:
    return COLUMNS.get(name, Words(name, name))


def code_words(code: Any) -> Words:
    """The words of a code, from whichever list has it."""
    text = str(code)
    if text in TITLES:
        return TITLES[text]
    for mapping in MAPPINGS:
        if text in mapping:
            return mapping[text]
    return OTHER_CODES.get(text, Words(text, text))
