"""Reports: pure rules. How much leaves at once."""

from server.core.problems import Problem


class ExportTooLarge(Problem):
    slug, status, title = "export-too-large", 422, "要导出的记录太多，请缩小范围后再导出"


class ExportEmpty(Problem):
    slug, status, title = "export-empty", 422, "没有可以导出的记录，请放宽筛选条件"


class QuotaExportEmpty(Problem):
    slug, status, title = "quota-export-empty", 422, "没有符合条件的配额，请放宽筛选条件"


def check_lines(count: int) -> None:
    """A year of all units always fits."""
    if not count:
        raise QuotaExportEmpty


def check_size(count: int, limit: int) -> None:
    """An empty file tells nobody why it is empty; a huge one opens nowhere."""
    if count > limit:
        raise ExportTooLarge(count=count, limit=limit)
    if not count:
        raise ExportEmpty
