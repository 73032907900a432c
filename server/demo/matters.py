"""Demo: supervision matters (督查事项) in every state, from annual goals to letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.core.actor import Actor, system_actor
from server.core.clock import local_day
from server.demo.filler import Filler
from server.demo.ids import ORG, demo_id, unit_id

SERVICE = "HQ-CS"
# Who reports for a unit.
SPEAKERS = {
    **{f"B0{number}-CS": f"dept0{number}" for number in range(1, 6)},
    **{f"B0{number}": f"head0{number}" for number in range(1, 6)},
    "B01-HS": "dept06",
}
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class PartSeed:
    title: str
    unit: str
    demand: str = ""
    report: str = ""


@dataclass(frozen=True)
class MatterSeed:
    """Days are counted from now. `closed`: days ago, with who has read the result since."""

    title: str
    source: str
    registered: int
    due: int
    parts: tuple[PartSeed, ...] = ()
    letter: tuple[str, str, str] | None = None
    note: str = ""
    key_reason: str = ""
    step: tuple[str, int] | None = None
    closed: float | None = None
    read: tuple[str, ...] = ()
    waiver: str = ""
    waived: str = ""


NOTICE_BOARDS = "营业厅公示内容更新为最新版服务承诺"
MATTERS = (
    MatterSeed(
        *("一季度前完成营业厅服务承诺公示更新", "annual_plan", 40, 20),
        parts=(
            PartSeed(NOTICE_BOARDS, "B01-CS", "更新后的公示牌照片", "三个营业厅已全部更换"),
            PartSeed(NOTICE_BOARDS, "B02-CS", "更新后的公示牌照片"),
            PartSeed(NOTICE_BOARDS, "B03-CS", "更新后的公示牌照片"),
        ),
        step=("到石篷、青樾营业厅现场核对", 3),
    ),
    MatterSeed(
        *("热线20秒接通率纳入月度分析", "key_point", 35, 25),
        parts=(PartSeed("补齐热线接通率统计口径", SERVICE, "统计口径说明"),),
        step=("听取客户服务部汇报", 5),
    ),
    MatterSeed(
        *("服务例会决议：上门服务预约改约流程", "meeting", 18, 6),
        parts=(
            PartSeed("修订上门改约流程", "B01-HS", "修订后的流程文件", "流程已修订，班组已宣贯"),
            PartSeed("通知其他分公司同步执行", "B02", "通知文件"),
        ),
        step=("收集第二家分公司的通知", 1),
    ),
    MatterSeed(
        *("领导批示：鹭汀节日期间留守服务", "leader", 9, 12),
        parts=(PartSeed("制定留守排班并公布电话", "B05", "排班表、公示照片"),),
    ),
    MatterSeed(
        *("“双评议”窗口服务专项督查", "appraisal", 15, 15),
        parts=(
            PartSeed("窗口单位自查", "B01", "自查报告", "自查完成，发现问题3项并已整改"),
            PartSeed("窗口单位自查", "B04", "自查报告"),
        ),
        step=("抽查渡口营业厅", -2),
    ),
    MatterSeed(
        *("市发改委来函：落实用气报装时限", "letter", 12, 4),
        letter=("superior", "澄湾市发展和改革委员会", "澄发改函〔2026〕17号"),
        parts=(PartSeed("报送近半年报装时限台账", "B03", "台账、情况说明"),),
        step=("审核台账", 2),
    ),
    MatterSeed(
        *("市民热线批示件：石篷片区停气通知不及时", "letter", 22, -1),
        letter=("hotline", "市民热线办", "热线批〔2026〕203号"),
        parts=(PartSeed("核查停气通知发布过程并整改", "B02", "整改报告、通知截图"),),
        step=("约谈责任部门", 1),
    ),
    MatterSeed(
        *("媒体报道：望溪北营业厅排队时间长", "letter", 30, 5),
        letter=("media", "全媒体监督平台", "媒监〔2026〕41号"),
        parts=(
            PartSeed("增开窗口并公布等候时间", "B01-CS", "现场照片", "增开2个窗口，已公布等候时间"),
        ),
        closed=0.1,
        read=("service",),
    ),
    MatterSeed(
        *("人大建议：老旧小区立管改造告知到户", "letter", 60, -20),
        letter=("congress", "市人大代表建议办理组", "人建〔2026〕8号"),
        parts=(PartSeed("印发告知单并逐户送达", "B01-HS", "送达记录", "告知单已送达412户"),),
        closed=25,
        read=("service", "head"),
    ),
    MatterSeed(
        *("集团来函：统一营业厅标识", "letter", 45, -5),
        letter=("superior", "能源集团市场部", "集市函〔2026〕5号"),
        parts=(PartSeed("更换门头和指引标识", "B04", "更换前后照片", "渡口营业厅标识更换完成"),),
        closed=6,
        read=("service",),
    ),
    MatterSeed(
        *("长汀路管线更新施工围挡公示", "daily", 28, 10),
        parts=(PartSeed("围挡公示施工时间和电话", "B04", "围挡照片"),),
        key_reason="三个月内两次收到同类诉求",
        step=("现场核对公示", 4),
        waiver="工程已竣工移交，围挡已拆除，事项不再需要办理",
    ),
    MatterSeed(
        *("客服系统旧版工单清理", "other", 50, -10),
        note="信息化例会",
        parts=(PartSeed("清理未归档旧工单", "B03", "清理清单"),),
        waiver="旧系统已停用，数据已整体归档",
        waived="情况属实，同意核销",
    ),
    MatterSeed(
        *("某小区业主来函咨询开通壁挂炉", "letter", 3, 10),
        letter=("general", "云杉苑业主委员会", ""),
    ),
    MatterSeed(
        *("渡口综合班入户安检礼仪抽查", "daily", 6, 8),
        parts=(PartSeed("班前会强调入户礼仪", "B04", "班前会记录"),),
    ),
)


def fill_matters(filler: Filler, people: Mapping[str, Actor], now: datetime) -> None:
    """By the clerk and the head of the group; units report, receivers read."""
    args = {
        "policy_id": demo_id("policy", "service-unit"),
        "key": "matter.service_unit",
        "value": [SERVICE],
        "effective_on": local_day(now - timedelta(days=200)),
        "clause": "W1-12(2)b",
    }
    filler.run("policy.set", args, system_actor(ORG), now - timedelta(days=200))
    # In the order in which they came: numbers run with time.
    for number, seed in sorted(enumerate(MATTERS), key=lambda its: -its[1].registered):
        _tell(filler, people, seed, number, now)


def matter_id(number: int) -> str:
    return demo_id("matter", number)


def part_id(number: int, place: int) -> str:
    return demo_id("matter-part", number, place)


def _tell(
    filler: Filler, people: Mapping[str, Actor], seed: MatterSeed, number: int, now: datetime
) -> None:
    clerk, key = people["clerk01"], matter_id(number)
    at = now - timedelta(days=seed.registered)
    filler.run("matter.register", _registered(seed, number, now), clerk, at)
    for place, part in enumerate(seed.parts):
        if part.report:
            args = {"part_id": part_id(number, place), "report": part.report}
            filler.run("matter.report_part", args, people[SPEAKERS[part.unit]], at + HOUR)
    if seed.closed is not None:
        ended = now - timedelta(days=seed.closed)
        args = {"matter_id": key, "result": f"{seed.parts[0].report}，经核实已完成。"}
        filler.run("matter.close", args, clerk, ended)
        _read(filler, people, seed, key, ended + HOUR)
    if seed.waiver:
        args = {"matter_id": key, "reason": seed.waiver}
        filler.run("matter.ask_waiver", args, clerk, at + 2 * HOUR)
    if seed.waived:
        args = {"matter_id": key, "is_granted": True, "answer": seed.waived}
        filler.run("matter.answer_waiver", args, people["grouphead"], at + 3 * HOUR)


def _registered(seed: MatterSeed, number: int, now: datetime) -> dict[str, object]:
    def day(ahead: int) -> str:
        return local_day(now + timedelta(days=ahead)).isoformat()

    channel, sender, letter_number = seed.letter or (None, "", "")
    step, on = seed.step or ("", None)
    return {
        "matter_id": matter_id(number),
        "title": seed.title,
        "source": seed.source,
        "source_note": seed.note,
        "channel": channel,
        "sender": sender,
        "letter_number": letter_number,
        "received_on": day(-seed.registered) if seed.letter else None,
        "due_on": day(seed.due),
        "key_reason": seed.key_reason,
        "next_step": step,
        "next_on": None if on is None else day(on),
        "parts": [
            {
                "part_id": part_id(number, place),
                "title": part.title,
                "unit_id": unit_id(part.unit),
                "due_on": day(seed.due),
                "demand": part.demand,
            }
            for place, part in enumerate(seed.parts)
        ],
    }


def _read(
    filler: Filler, people: Mapping[str, Actor], seed: MatterSeed, key: str, at: datetime
) -> None:
    branch = seed.parts[0].unit[:3]
    readers = {"service": (SERVICE, "service01"), "head": (branch, f"head{branch[1:]}")}
    for kind in seed.read:
        unit, login = readers[kind]
        args = {"receipt_id": f"{key}.{unit_id(unit)}"}
        filler.run("matter.acknowledge", args, people[login], at)
