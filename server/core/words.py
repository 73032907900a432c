"""Words: the closed lists of the wire, with the Chinese word that each stands for."""

from typing import Literal

# 检查结果: 合格 · 部分合格 · 不合格 · 不适用
ResultCode = Literal["pass", "partial", "fail", "na"]
# 严重程度: 一般 · 较重 · 严重
Severity = Literal["minor", "major", "critical"]
# 督查层级: 班组 · 部门 · 公司(分、子公司) · 总部督导组
Level = Literal["team", "department", "company", "hq"]
# 督查形式: 自查 · 抽查 · 重点 · 神秘客户
Form = Literal["self", "spot", "key", "mystery"]
# 三色: 绿 · 蓝 · 橙
Colour = Literal["green", "blue", "orange"]
# 场景: 窗口 · 上门 · 施工 · 神秘客户 · 自查
Scene = Literal["window", "door", "works", "mystery", "self"]
PhotoMode = Literal["always", "on_fail", "never"]
PhotoSource = Literal["camera", "gallery", "pad"]
PhotoState = Literal["missing", "present", "refused"]
# 封存: 无 · 已签名 · 密钥未登记
PhotoSeal = Literal["none", "signed", "unknown-key"]
# 疑点: 旧图重用 · 移动过快 · 围栏外 · 时钟不准 · 早于开始 · 晚于结束 · 相册图片 · 定位不准 · 无签名
FlagKind = Literal[
    "reused", "travel", "fence", "clock", "before", "after", "gallery", "accuracy", "seal"
]
# 疑点: 待判断 · 没有问题 · 确认有问题
FlagState = Literal["open", "dismissed", "upheld"]
# 期限单位: 分钟 · 自然日 · 工作日 · 月
LimitUnit = Literal["minutes", "calendar_days", "working_days", "months"]
# 起算: 送达 · 签发 · 签收
ClockStart = Literal["delivered", "signed", "acknowledged"]
SubjectKind = Literal["visit", "order", "supervision_matter"]
# 审核: 通过 · 退回补充 · 不合格
Verdict = Literal["pass", "return", "fail"]
# 异议: 待答复 · 成立 · 不成立
ObjectionState = Literal["noted", "open", "upheld", "rejected"]
# 延期: 待答复 · 同意 · 不同意
ExtensionState = Literal["open", "granted", "refused"]
# 升橙原因: 逾期未完成 · 整改不合格 · 重复发生
OrangeCause = Literal["overdue", "failed", "repeated"]
# 督查事项来源: 战略规划 · 年度计划目标 · 年度工作要点 · 会议决议 · 领导指示 · 决策部署 ·
# 政府测评 · 函件 · 日常 · 其他
MatterSource = Literal[
    "strategy",
    "annual_plan",
    "key_point",
    "meeting",
    "leader",
    "decision",
    "appraisal",
    "letter",
    "daily",
    "other",
]
# 来函渠道: 人大议案 · 阳光信访 · 双评议 · 市民热线批示件 · 企业直通车 · 全媒体监督 ·
# 上级函件 · 一般函件
LetterChannel = Literal[
    "congress",
    "petition",
    "appraisal",
    "hotline",
    "enterprise",
    "media",
    "superior",
    "general",
]
# 督查线: 重点 (100 %) · 常规
MatterTrack = Literal["key", "routine"]
# 列为重点的依据: 无 · 来源 · 渠道 · 来函单位 · 人工
KeyBasis = Literal["", "source", "channel", "sender", "hand"]
# 督查事项: 办理中 · 转诉求工单 · 核销待批 · 已办结 · 已核销
SupervisionState = Literal["open", "to_cases", "waiver", "closed", "waived"]
# 分解任务: 未完成 · 已反馈完成
PartState = Literal["open", "done"]
# 回执: 分、子公司负责人 · 客户服务部
ReceiptKind = Literal["head", "service"]
UnitKind = Literal["group", "department", "branch", "subsidiary", "team"]
# 制度适用: 执行 · 法定程序后执行 · 参照
Applies = Literal["full", "after_procedure", "reference"]
SiteKind = Literal["window", "door", "works", "hotline", "callback", "mystery"]
# 任务: 检查 · 回头看 · 再督查
TaskKind = Literal["check", "lookback", "recheck"]
# 授权: 签发绿单、蓝单 · 代理组长
DelegationKind = Literal["issue", "deputy"]
TaskState = Literal["open", "done", "cancelled"]
# 任务结果: 未完成 · 按时 · 逾期 · 原检查人的迟到结果
TaskOutcome = Literal["", "on_time", "overdue", "former"]
# 计划: 年度方案 · 月度计划
PlanKind = Literal["annual", "monthly"]
# 计划: 草稿 · 待审批 · 已退回 · 已批准 · 已被新版替代
PlanState = Literal["draft", "submitted", "returned", "approved", "superseded"]
# 督查线: 常规 · 重点
Track = Literal["routine", "key"]
# 配额来源: 班组自查 · 部门自查 · 分公司抽查 · 总部查分公司 · 总部查单位 · 重点事项 · 其他
PlanSource = Literal[
    "team_self", "department_self", "branch_spot", "hq_division", "hq_unit", "key", "other"
]
# 遇休息日: 照常 · 顺延 · 跳过
RestChoice = Literal["keep", "later", "skip"]
ScheduleState = Literal["active", "ended"]
# 专项: 政府测评 · 神秘客户 · 回头看 · 其他专项
CampaignKind = Literal["appraisal", "mystery", "lookback", "other"]
CampaignState = Literal["open", "closed"]
VisitState = Literal["open", "closed", "discarded", "voided"]
OrderState = Literal[
    "draft",
    "issued",
    "delivered",
    "acknowledged",
    "feedback",
    "in_review",
    "returned",
    "closed",
    "escalated",
    "withdrawn",
    "voided",
]
# 月度打印: 排队中 · 生成中 · 已生成 · 失败 · 已取消
PrintState = Literal["waiting", "working", "done", "failed", "cancelled"]
# 配额: 班组自查 · 部门自查 · 分公司抽查 · 总部对分公司 · 总部对基层 · 神秘客户 · 重要事项 ·
# 全量回访 · 回访抽查
QuotaKind = Literal[
    "team_self",
    "department_self",
    "branch_spot",
    "hq_division",
    "hq_unit",
    "mystery",
    "key_matter",
    "callback_full",
    "callback_sample",
]
# 导入: 核对中 · 待确认 · 不能读取 · 已取消 · 写入中 · 已导入 · 撤销中 · 已撤销 · 失败
ImportState = Literal[
    "waiting", "checked", "refused", "cancelled", "storing", "done", "undoing", "undone", "failed"
]
# 导入清单: 服务明细 · 班组月服务次数 · 月末用户数 · 办结工单
ImportList = Literal["services", "service_counts", "customers", "cases"]
# 数字来源: 录入 · 文件 · 接口
PopulationSource = Literal["typed", "file", "api"]
NoticeKind = Literal[
    "order_delivered",
    "order_acknowledged",
    "feedback_submitted",
    "order_returned",
    "order_closed",
    "order_copied",
    "orange_drafted",
    "order_escalated",
    "orange_failed",
    "order_proposed",
    "order_voided",
    "void_asked",
    "void_refused",
    "visit_voided",
    "delegation_given",
    "delegation_revoked",
    "lookback_assigned",
    "recheck_assigned",
    "objection_raised",
    "objection_upheld",
    "objection_rejected",
    "extension_asked",
    "extension_granted",
    "extension_refused",
    "progress_reported",
    "order_commented",
    "task_assigned",
    "site_closed",
    "bulletin_drafted",
    "bulletin_published",
    "bulletin_withdrawn",
    "tasks_given",
    "tasks_handed_over",
    "tasks_taken_away",
    "task_due",
    "task_overdue",
    "task_settled_late",
    "swap_offered",
    "swap_agreed",
    "swap_refused",
    "plan_opened",
    "plan_submitted",
    "plan_approved",
    "plan_returned",
    "matter_opened",
    "matter_part_reported",
    "matter_part_returned",
    "matter_waiver_asked",
    "matter_waiver_refused",
    "matter_waived",
    "matter_result",
    "matter_unread",
    "matters_adrift",
]
NoticeSubject = Literal[
    "order", "visit", "task", "delegation", "bulletin", "plan", "matter", "matters"
]
# 消息方式: 企业微信 · 钉钉 · 飞书 · 通用接口 · 邮件 · 网页推送
ChannelKind = Literal["wecom", "dingtalk", "feishu", "json", "email", "webpush"]
# What comes to one person alone, so that he may silence it.
PersonalChannelKind = Literal["email", "webpush"]
# 送出: 等待 · 发送中 · 已送出 · 未送出 · 结果未知
DeliveryState = Literal["waiting", "sending", "sent", "failed", "unknown"]
# 公示: 待审批 · 已公示 · 已撤回
BulletinState = Literal["draft", "published", "withdrawn"]
# 抽样来源: 服务记录 · 站点 · 已办结督查单
DrawSource = Literal["services", "sites", "orders"]
# 抽样方法: 简单随机 · 系统 · 按规模 (PPS)
DrawMethod = Literal["simple", "systematic", "pps"]
# 分层: 类型 · 班组 · 区域 · 分公司 · 颜色
DrawBy = Literal["kind", "unit", "district", "branch", "colour"]
# 分配: 按比例 · 相等
DrawShare = Literal["proportional", "equal"]
# 规模: 当月服务次数 · 未整改问题数
SizeBy = Literal["services", "problems"]
# 抽样: 已承诺种子 · 已冻结总体 · 已抽取
DrawState = Literal["committed", "frozen", "drawn"]
# 验证: 方案 · 种子承诺 · 总体记录 · 总体哈希 · 样本 · 先后顺序
DrawCheck = Literal["plan", "commitment", "rows", "population", "picks", "order"]
# 样本: 待检查 · 已检查 · 联系不上 · 已替换
PickState = Literal["drawn", "checked", "unreachable", "replaced"]
# 排除: 站点停用 · 近期检查过 · 近期抽到过 · 规模为零
ExclusionRule = Literal["closed", "visited", "drawn", "no_size"]
# 替换原因: 无人接听 · 拒绝 · 搬迁 · 号码或地址有误 · 停用 · 其他
ReplaceReason = Literal["no_answer", "refused", "moved", "wrong_contact", "closed", "other"]
InputType = Literal["int", "text", "select", "multiselect", "datetime"]
# What an item's extra inputs were filled with.
InputValue = str | int | float | list[str] | None
