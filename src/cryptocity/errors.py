"""The error tree: everything that this platform raises on purpose.

CryptocityError                     one clear line for the user, no traceback
├── WrongUsage                      an unknown day, dataset or setting                      exit 2
├── SourceUnavailable               no answer, not yet, or try again later                  retry
├── SourceRefused                   the source does not accept our credentials              stop
├── SourceContradiction             the answer is wrong: it disproves itself                stop, evidence kept
├── ContractBroken                  a table of ours breaks the promise of its Dataset       stop
├── StoreBusy                       another writer holds the store                          retry
├── StoreUnwritable                 the disk is full or refuses us                          stop
├── LakeIncomplete                  a source day landed only in part, or bytes changed      stop
├── BuildFailed                     a dbt model or test failed                              stop
├── PrinterMissing                  no Chromium, or nothing to drive it with                stop
├── ReleaseMissing                  no such release                                         stop
├── ReleaseWithdrawn                it was rolled back from                                 stop
├── AuditFailed                     an expectation does not hold                            exit 3
├── ProofFailed                     a published number does not follow from what it names   exit 3
├── AuditImpossible                 the check itself could not be made                      exit 4
└── ProofImpossible                 what would prove a number is no longer there            exit 4

Airflow tasks fail at once on "stop" and try again on "retry"; see `is_worth_retrying`.
"""


class CryptocityError(Exception):
    """Anything this platform refuses to do, said in one line."""

    exit_code = 1
    retry = False

    def __str__(self) -> str:
        """Return the message in one line, whatever a source's own words in it were."""
        return " ".join(super().__str__().split())


class WrongUsage(CryptocityError):
    """The command, the variable or the value makes no sense."""

    exit_code = 2


class SourceUnavailable(CryptocityError):
    """The source did not answer, or does not have the answer yet."""

    retry = True


class SourceRefused(CryptocityError):
    """The source does not accept our credentials."""


class SourceContradiction(CryptocityError):
    """The source's answer disproves itself; asking again would land a lie."""


class ContractBroken(CryptocityError):
    """A table that we made breaks its own Dataset contract."""


class StoreBusy(CryptocityError):
    """Another process is writing the same store."""

    retry = True


class StoreUnwritable(CryptocityError):
    """The operating system refused a write: disk full, no permission."""


class LakeIncomplete(CryptocityError):
    """The lake holds half a source day, or bytes that differ from its manifest."""


class BuildFailed(CryptocityError):
    """At least one dbt model or test failed."""


class PrinterMissing(CryptocityError):
    """There is no Chromium on this machine, or nothing to drive it with."""


class ReleaseMissing(CryptocityError):
    """There is no such release."""


class ReleaseWithdrawn(CryptocityError):
    """The release was rolled back from, and is not published again by itself."""


class AuditFailed(CryptocityError):
    """An expectation does not hold, so nothing may be published."""

    exit_code = 3


class AuditImpossible(CryptocityError):
    """An expectation could not be evaluated: neither passed nor failed."""

    exit_code = 4


class ProofFailed(CryptocityError):
    """A published number, or a file that it rests on, is not what it must be."""

    exit_code = 3


class ProofImpossible(CryptocityError):
    """What a published number rests on can be neither proven nor disproven."""

    exit_code = 4


def is_worth_retrying(error: BaseException) -> bool:
    """Tell whether the same call may succeed later: unknown errors may, those of this tree say so themselves."""
    return error.retry if isinstance(error, CryptocityError) else True
