"""Planning: verifying a draw from the console (ducha draw verify)."""

from collections.abc import Callable

from server.core.runtime import Runtime
from server.planning.adapters.draw_verifying import verify
from server.planning.queries.draws import find_draw_of_any
from server.planning.rules.draws import DrawUnknown

CHECKS = {
    "plan": "方案与日志一致 / plan as journaled",
    "commitment": "种子与承诺一致 / seed matches its commitment",
    "rows": "总体逐条一致 / every row as frozen",
    "population": "总体哈希一致 / population hash",
    "picks": "样本可复现 / picks drawn again",
    "order": "先承诺、再冻结、后抽取 / committed, frozen, drawn in this order",
}
CHANGES = {"altered": "被改动 / altered", "missing": "缺失 / missing", "added": "多出 / added"}


def verify_by_id(runtime: Runtime, draw_id: str, tell: Callable[[str], None]) -> bool:
    """Tells each check and each difference; whether all is right."""
    with runtime.reading() as session:
        draw = find_draw_of_any(session, draw_id)
        if draw is None:
            raise DrawUnknown(draw_id=draw_id)
        tell(f"{draw.title}  {draw.state}  N={draw.size}  n={draw.taken}")
        tell(f"承诺 / commitment {draw.commitment}")
        tell(f"总体 / population {draw.population_hash or '-'}")
        tell(f"样本 / picks {draw.picks_hash or '-'}")
        proof = verify(session, draw)
    for name, is_right in proof.checks.items():
        tell(f"{'✓' if is_right else '✗'} {CHECKS[name]}")
    for change in proof.changes:
        tell(f"  {CHANGES[change.kind]}: {change.row}")
    if proof.changed > len(proof.changes):
        tell(f"  … {proof.changed}")
    if proof.later:
        tell(f"  冻结后新增，不在总体内 / came later: {proof.later}")
    tell("是，可以复现 / yes" if proof.is_right else "否，不能复现 / no")
    return proof.is_right
