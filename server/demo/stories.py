"""Demo: which checks were made, what they found, and how far their orders have come."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    item: str
    result: str
    note: str
    requirement: str


@dataclass(frozen=True)
class Story:
    """A check of the supervision group. `stage` is how far its order has come.

    `asks`: what happened between delivery and feedback, by the names of `Asker`. `hour`: of the day
    in China, where it is not two hours before now. `pace`: how many times slower all went on.
    """

    days_ago: int
    inspector: str
    site: str
    template: str
    staff: str
    stage: str
    troubles: tuple[Trouble, ...] = ()
    asks: tuple[str, ...] = ()
    hour: float | None = None
    pace: int = 1


DIRTY = Trouble("CK-04", "partial", "饮水区地面有积水，未放防滑牌", "立即清理并放置防滑提示牌")
NOTICE = Trouble(
    "CK-01", "fail", "公示栏仍为旧版业务清单，缺少过户所需材料", "更换为现行版本并拍照"
)
PHONE = Trouble("CK-02", "partial", "监督电话已公示，但现场拨打无人接听", "核对号码并安排专人接听")
RECORD = Trouble("CK-14", "fail", "电话咨询记录簿缺少接听人签名", "补齐本月记录并培训接听人员")
BADGE = Trouble("CK-09", "partial", "一名窗口人员未佩戴工牌", "当班人员全部佩戴工牌")
DELAY = Trouble("CK-16", "fail", "抽查 5 笔，2 笔超过公示时限", "查明超时原因并公布改进措施")
SHOES = Trouble("SM-04", "partial", "入户未铺垫布", "配齐鞋套、垫布并抽查使用")
SIGN = Trouble("SM-13", "fail", "登记表客户签名栏空白", "补签并逐户核实")

STORIES = (
    Story(52, "inspector01", "S04", "TPL-WINDOW", "site03", "closed", (NOTICE, BADGE)),
    Story(45, "inspector02", "S06", "TPL-WINDOW", "site05", "green"),
    Story(38, "inspector03", "S05", "TPL-WINDOW", "site04", "closed", (RECORD,)),
    Story(31, "inspector04", "S07", "TPL-WINDOW", "site06", "green"),
    Story(26, "inspector05", "S08", "TPL-WINDOW", "site07", "closed", (DIRTY, PHONE)),
    Story(19, "inspector06", "S10", "TPL-VISIT", "site08", "green"),
    Story(12, "inspector02", "S11", "TPL-VISIT", "site08", "closed", (SHOES,)),
    Story(
        8,
        "inspector03",
        "S02",
        "TPL-WINDOW",
        "site02",
        "acknowledged",
        (DELAY, DIRTY),
        ("comment",),
    ),
    Story(7, "inspector01", "S03", "TPL-WINDOW", "site02", "orange", (DELAY, BADGE)),
    Story(5, "inspector04", "S06", "TPL-WINDOW", "site05", "returned", (PHONE,)),
    Story(
        3, "inspector05", "S07", "TPL-WINDOW", "site06", "feedback", (NOTICE, DIRTY), ("granted",)
    ),
    Story(2, "inspector06", "S12", "TPL-VISIT", "site08", "feedback", (SIGN,)),
    Story(
        2,
        "inspector03",
        "S05",
        "TPL-WINDOW",
        "site04",
        "acknowledged",
        (RECORD, DIRTY),
        ("upheld",),
    ),
    Story(
        1, "inspector02", "S08", "TPL-WINDOW", "site07", "delivered", (BADGE, RECORD), ("object",)
    ),
    Story(
        1,
        "inspector01",
        "S04",
        "TPL-WINDOW",
        "site03",
        "acknowledged",
        (DIRTY,),
        ("extend", "comment"),
    ),
    Story(1, "inspector06", "S13", "TPL-VISIT", "site08", "proposed", (SHOES,)),
    Story(4, "inspector04", "S09", "TPL-WINDOW", "site07", "mistaken", (BADGE,)),
    Story(1, "inspector03", "S01", "TPL-WINDOW", "site01", "green_new"),
)
# Spot checks of the branches this month: branch inspector, site, template.
SPOT_CHECKS = (
    ("branch01", "S02", "TPL-WINDOW"),
    ("branch01", "S03", "TPL-WINDOW"),
    ("branch02", "S04", "TPL-WINDOW"),
    ("branch03", "S06", "TPL-WINDOW"),
    ("branch03", "S17", "TPL-VISIT"),
    ("branch04", "S07", "TPL-WINDOW"),
    ("branch05", "S08", "TPL-WINDOW"),
)
# Today's tasks: assignee, site, template, days until due.
TASKS = (
    ("inspector01", "S01", "TPL-WINDOW", 0),
    ("inspector01", "S18", "TPL-VISIT", 0),
    ("inspector01", "S19", "TPL-SITE", 1),
    ("inspector01", "S03", "TPL-WINDOW", 2),
    ("inspector02", "S05", "TPL-WINDOW", 0),
    ("inspector03", "S20", "TPL-SITE", 1),
    ("inspector04", "S14", "TPL-VISIT", 3),
)
