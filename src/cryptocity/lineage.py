"""What dbt says of the project: every model, test and column, and what builds on what."""

import msgspec

_OF_ONE_RUN = frozenset({
    *("build_path", "compiled", "compiled_code", "compiled_path", "created_at", "extra_ctes", "extra_ctes_injected"),
    *("generated_at", "invocation_id", "invocation_started_at", "root_path", "run_started_at", "user_id"),
})  # fmt: skip


def lasting(manifest: bytes) -> bytes:
    """Return dbt's manifest without times, paths and SQL of one run: the same code gives the same bytes."""
    return msgspec.json.encode(_without(msgspec.json.decode(manifest), _OF_ONE_RUN), order="deterministic")


def _without(value: object, names: frozenset[str]) -> object:
    if isinstance(value, dict):
        # A column may bear such a name, too; what dbt says of it is no plain value.
        kept = ((name, each) for name, each in value.items() if name not in names or isinstance(each, dict))
        return {name: _without(each, names) for name, each in kept}
    return [_without(each, names) for each in value] if isinstance(value, list) else value
