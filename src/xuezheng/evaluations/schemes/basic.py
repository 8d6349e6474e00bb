"""县域义务教育均衡发展（基本均衡）督导评估, 教督〔2012〕3号."""

from xuezheng.evaluations.schemes.item import Group, Item, Scheme, number_by_hand, statement
from xuezheng.ground.words import Words

B = "basic_balanced"
BASIC_WORDS = {  # the eight by the column of their quantity
    "teaching_room_area_m2": Words("生均教学及辅助用房面积", "Teaching room area per student"),
    "sports_area_m2": Words("生均体育运动场馆面积", "Sports area per student"),
    "equipment_fen": Words("生均教学仪器设备值", "Value of teaching equipment per student"),
    "terminal_count": Words("每百名学生拥有计算机台数", "Computers per 100 students"),
    "book_count": Words("生均图书册数", "Books per student"),
    "teacher_count": Words("师生比", "Teachers per student"),
    "high_degree_count": Words("生均高于规定学历教师数", "Teachers above the required degree per student"),
    "middle_title_count": Words("生均中级及以上专业技术职务教师数", "Teachers of middle or higher title per student"),
}
SCHEME = Scheme(
    B,
    Words("义务教育基本均衡", "Basically balanced compulsory education"),
    Words("县域义务教育均衡发展督导评估暂行办法，教督〔2012〕3号", "Interim national evaluation of balanced compulsory education (2012 no. 3)"),
    2012,
    (Group("entry", Words("入门条件", "Entry")), Group("variation", Words("校际差异", "Variation")), Group("government", Words("政府工作", "Government"))),
    (
        statement(f"{B}.norms", "1", "entry", "所有义务教育学校达到省定基本办学标准", "Every school meets the province's basic norms"),
        Item(f"{B}.variation.primary", "1", "variation", Words("小学综合差异系数", "Composite variation, primary"), "register", f"{B}.primary.variation", "<="),
        Item(f"{B}.variation.junior", "2", "variation", Words("初中综合差异系数", "Composite variation, junior"), "register", f"{B}.junior.variation", "<="),
        number_by_hand(f"{B}.government", "1", "government", "政府工作评估得分", "Score of the government's work", f"{B}.government_score"),
        number_by_hand(f"{B}.satisfaction", "2", "government", "公众满意度", "Public satisfaction", f"{B}.satisfaction"),
    ),
)  # fmt: skip
