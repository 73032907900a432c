"""Demo: the checklists of checklists.json as commands, and the team's one-minute self-check."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from server.demo.ids import template_id

HERE = Path(__file__).parent
RESULTS = {"合格": "pass", "部分合格": "partial", "不合格": "fail", "不适用": "na"}
SEVERITIES = {"一般": "minor", "较重": "major", "严重": "critical"}
LEVELS = {"班组": ["team"], "部门": ["department"], "公司": ["company", "hq"]}
SCENES = {"窗口": "window", "上门": "door", "施工": "works", "神秘客户": "mystery"}

# 一分钟自查: six items that a team head can judge on the spot; wording is our own.
SELF_ITEMS = (
    ("ZC-01", "着装", "本班人员着工装、戴工牌，仪容整洁", 15, "minor", False, "C1-6(5)"),
    ("ZC-02", "用语", "使用规范问候和告别语，不推诿、不顶撞", 20, "minor", False, "W2-18a"),
    ("ZC-03", "告知", "该次服务的材料、费用、时限一次说清", 20, "major", False, "A1-3(1)"),
    ("ZC-04", "记录", "服务登记当场填写完整，客户签名真实", 15, "major", False, "A1-2(4).4"),
    ("ZC-05", "时限", "按约定时间到达或在承诺时限内办结", 20, "major", False, "A1-2(4).2a"),
    ("ZC-06", "廉洁", "无违规收费、强制搭售或索要财物", 10, "critical", True, "Q1-3.3a"),
)


# 三色督查快查: what the group looks at where it only passes by; wording is our own.
TOUR = "TPL-TOUR"
TOUR_ITEMS = (
    ("KC-01", "公示", "业务清单、价格与监督电话为现行版本", 15, "minor", False, "A1-3(3)"),
    ("KC-02", "着装", "在岗人员着工装、戴工牌", 15, "minor", False, "C1-6(5)"),
    ("KC-03", "用语", "问候、答复与告别用语规范", 15, "minor", False, "W2-18a"),
    ("KC-04", "记录", "服务登记填写完整，客户签名真实", 20, "major", False, "A1-2(4).4"),
    ("KC-05", "安全", "向客户讲解用气安全并留有记录", 20, "major", False, "A1-2(4).4"),
    ("KC-06", "现场", "工具、配件与作业现场整齐", 15, "minor", False, "Q1-3.3b"),
)


def list_templates() -> Iterator[dict[str, Any]]:
    """Arguments of template.publish for each checklist."""
    document = json.loads((HERE / "checklists.json").read_text())
    for template in document["templates"]:
        yield {
            "template_id": template_id(template["id"]),
            "code": template["id"],
            "version": template["version"],
            "name": template["name"],
            "scene": SCENES[template["scene"]],
            "levels": [level for name in template["levels"] for level in LEVELS[name]],
            "est_minutes": template["est_minutes"],
            "is_covert": template.get("covert", False),
            "items": [_item(item) for item in template["items"]],
        }
    yield _self_check()


@cache
def item_texts() -> dict[str, str]:
    """What each item of any checklist asks, by its code."""
    return {
        item["code"]: item["text"]
        for its in (*list_templates(), tour_template())
        for item in its["items"]
    }


def list_clauses() -> list[dict[str, str]]:
    """Every obligation's duty, without the part that tells what the product does about it."""
    with (HERE / "obligations.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            {
                "code": row["id"],
                "article": row["article"],
                "text": row["obligation"].partition(";→系统:")[0],
            }
            for row in csv.DictReader(file)
        ]


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": item["code"],
        "category": item["category"],
        "text": item["text"],
        "guide": item["guide"],
        "weight": item["scoring"]["weight"],
        "options": [
            {"value": RESULTS[option["v"]], "factor_permille": _permille(option["f"])}
            for option in item["scoring"]["options"]
        ],
        "photo_mode": item["photo"]["required"],
        "photo_min": item["photo"]["min"],
        "photo_max": item["photo"]["max"],
        # What may stop a site's work is shot on the spot.
        "is_gallery_allowed": not item["red_line"],
        "note_required_on": [RESULTS[name] for name in item["note_required_on"]],
        "severity": SEVERITIES[item["severity"]],
        "is_red_line": item["red_line"],
        "basis": item["basis"],
        "repeat_key": item["repeat_key"],
        "inputs": item.get("inputs", []),
    }


def _permille(factor: float | None) -> int | None:
    return None if factor is None else round(factor * 1000)


def _self_check() -> dict[str, Any]:
    return {
        "template_id": template_id("TPL-SELF"),
        "code": "TPL-SELF",
        "version": 1,
        "name": "班组一分钟自查表",
        "scene": "self",
        "levels": ["team", "department"],
        "est_minutes": 1,
        "items": [_self_item(*row) for row in SELF_ITEMS],
    }


def tour_template() -> dict[str, Any]:
    """Arguments of template.publish for the group's short list; photos only where they help."""
    items = [{**_self_item(*row), "photo_mode": "never", "photo_min": 0} for row in TOUR_ITEMS]
    named = {"template_id": template_id(TOUR), "code": TOUR, "version": 1}
    about = {"name": "三色督查快查表", "scene": "mystery", "levels": ["hq"], "est_minutes": 5}
    return {**named, **about, "items": items}


def _self_item(
    code: str, category: str, text: str, weight: int, severity: str, *rest: Any
) -> dict[str, Any]:
    is_red_line, basis = rest
    factors = {"pass": 1000, "partial": 500, "fail": 0, "na": None}
    return {
        "code": code,
        "category": category,
        "text": text,
        "guide": "现场看一次服务即可判断",
        "weight": weight,
        "options": [
            {"value": value, "factor_permille": factor}
            for value, factor in factors.items()
            if not (is_red_line and value == "partial")
        ],
        "photo_mode": "on_fail",
        "photo_min": 1,
        "photo_max": 3,
        "note_required_on": ["partial", "fail"],
        "severity": severity,
        "is_red_line": is_red_line,
        "basis": [basis],
        "repeat_key": code,
    }
