"""普通高中: conditions that national documents set."""

from xuezheng.evaluations.schemes.item import Group, Item, Scheme
from xuezheng.ground.words import Words

S = "senior"
SCHEME = Scheme(
    S,
    Words("普通高中办学条件", "Senior secondary conditions"),
    Words("国办发〔2019〕29号；教育部班额口径；中央编办发〔2014〕72号", "State Council 2019 no. 29; bands of class size; staffing norms of 2014"),
    2019,
    (Group("senior", Words("普通高中", "Senior secondary")),),
    (
        Item(f"{S}.funds", "1", "senior", Words("生均公用经费", "Operating funds per student"), "register", "senior.operating_funds"),
        Item(f"{S}.large_classes", "2", "senior", Words("大班额（56人以上的班）", "Large classes (56 and more)"), "register", comparison="=0", unit="class"),
        Item(f"{S}.class_size", "3", "senior", Words("平均班额", "Mean class size"), "register", "class_size.senior", "<="),
        Item(f"{S}.staffing", "4", "senior", Words("每名教职工学生数", "Students for each member of staff"), "register", "staffing.senior", "<="),
    ),
)  # fmt: skip
