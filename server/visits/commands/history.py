"""Visits: a site's history (历史问题) is put right when something of it does not hold."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from server.organisation.queries import get_policies
from server.visits import queries, rules
from server.visits.models import Finding


def disprove(session: Session, org: str, visit_id: str, item_codes: Collection[str]) -> None:
    """An objection was upheld (异议成立): the answers stay, marked, and count no more."""
    visit = queries.get_visit(session, org, visit_id)
    found = queries.list_answers(session, visit.id)
    answers = [answer for answer in found if answer.item_code in item_codes]
    for answer in answers:
        answer.is_disproved = True
    session.flush()
    known = queries.find_findings(session, org, visit.site_id)
    for answer in answers:
        if answer.repeat_key in known:
            correct_finding(session, known[answer.repeat_key])


def correct_finding(session: Session, finding: Finding) -> None:
    """By the newest failure that is left."""
    org, site_id, key = finding.org, finding.site_id, finding.repeat_key
    newest = queries.find_newest_failure(session, org, site_id, key)
    finding.failures_12m = 0
    if newest is not None:
        months = get_policies(session, org, newest.day)["order.repeat_months"]
        since = rules.months_before(newest.day, months)
        finding.failures_12m = queries.count_failures(session, org, site_id, since)[key]
        finding.last_failed_on, finding.last_visit_id = newest.day, newest.id
