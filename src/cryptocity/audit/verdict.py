"""What an audit found, rule by rule, and what follows from it."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

from cryptocity.audit.chains import ChainBlocks
from cryptocity.audit.suites import Rule
from cryptocity.errors import AuditFailed, AuditImpossible

Verdict: TypeAlias = Literal["passed", "failed", "could_not_check"]


class Finding(msgspec.Struct, frozen=True):
    """What became of one rule. `sample` holds at most five unexpected values, none of them from a personal column."""

    table: str
    rule: Rule
    columns: tuple[str, ...]
    verdict: Verdict
    observed: str
    unexpected_count: int | None = None
    sample: tuple[str, ...] = ()


class AuditResult(msgspec.Struct, frozen=True):
    """The audit of one layer: how many rows each table had, one finding per expectation, how far blocks are proven."""

    layer: str
    verdict: Verdict
    rows: dict[str, int]
    findings: tuple[Finding, ...]
    chains: tuple[ChainBlocks, ...] = ()

    @property
    def held(self) -> int:
        """Return how many expectations hold."""
        return sum(finding.verdict == "passed" for finding in self.findings)

    def to_json(self) -> bytes:
        """Return the result as JSON: the same data and rules give the same bytes."""
        return msgspec.json.format(msgspec.json.encode(self, order="deterministic"), indent=2) + b"\n"

    @classmethod
    def from_json(cls, content: bytes) -> "AuditResult":
        """Return the result that `to_json` wrote, as by an earlier process."""
        return msgspec.json.decode(content, type=cls)


def overall(findings: tuple[Finding, ...]) -> Verdict:
    """Return the verdict on a layer.

    A failed critical rule fails it; else a rule that could not be checked leaves it unchecked; a failed warning does
    neither.
    """
    if any(finding.verdict == "failed" and finding.rule.severity == "critical" for finding in findings):
        return "failed"
    return "could_not_check" if any(finding.verdict == "could_not_check" for finding in findings) else "passed"


def require_passed(result: AuditResult) -> None:
    """Raise AuditFailed or AuditImpossible, in one line that names the first rule to blame, unless the layer passed."""
    if result.verdict == "passed":
        return
    to_blame = [finding for finding in result.findings if _is_to_blame(finding, result.verdict)]
    first, others = to_blame[0], len(to_blame) - 1
    rule = f"{first.rule.type}({', '.join(first.columns)})" if first.columns else first.rule.type
    more = f" (and {others} more)" if others else ""
    what_happened = f"{first.table}, {rule}: {first.observed}{more}. {first.rule.because}"
    if result.verdict == "failed":
        raise AuditFailed(f"the audit of {result.layer} failed: {what_happened}")
    raise AuditImpossible(f"the audit of {result.layer} could not be made: {what_happened}")


def _is_to_blame(finding: Finding, verdict: Verdict) -> bool:
    return finding.verdict == verdict and (verdict == "could_not_check" or finding.rule.severity == "critical")


def tally(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many rules passed, failed, failed as a warning only, and could not be checked."""
    counted = Counter(
        "warned" if finding.verdict == "failed" and finding.rule.severity == "warning" else str(finding.verdict)
        for finding in findings
    )
    return {name: counted[name] for name in ("passed", "failed", "warned", "could_not_check")}
