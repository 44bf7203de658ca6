"""Reading a large pacs.008 or camt.053 beside a bare lxml iterparse of it: `--kind camt.053 --megabytes N --runs N`.

The file is generated, of many payers, and so is one a tenth its size, to show what memory depends on. Every row is a
process of its own, the median of several runs in turn; seconds are those of reading, by the clock and by the processor,
whose are compared; peak memory is that of the whole process.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from lxml import etree

from benchmarks.measure import Run, megabytes, module
from cryptocity.console import say, show_table

SPACE = "urn:iso:std:iso:20022:tech:xsd"
COLUMNS = (
    "what",
    "seconds",
    "CPU seconds",
    "entries/s",
    "MB/s",
    "times bare",
    "peak MB",
    "peak MB, a tenth of the file",
)
HARDENED = {"resolve_entities": False, "no_network": True, "load_dtd": False}
PAYERS = 20_000
ENTRIES_PER_STATEMENT = 1_000
TRANSFERS = f"""<Document xmlns="{SPACE}:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M-1</MsgId>
<CreDtTm>2026-11-02T09:00:00+05:00</CreDtTm><NbOfTxs>%d</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
"""
TRANSFER = """<CdtTrfTxInf><PmtId><EndToEndId>20261102-%07d</EndToEndId>
<UETR>b94458f8-1f27-40e9-bf74-%012x</UETR></PmtId><IntrBkSttlmAmt Ccy="KZT">%d.50</IntrBkSttlmAmt>
<IntrBkSttlmDt>2026-11-02</IntrBkSttlmDt><ChrgBr>SLEV</ChrgBr>
<Dbtr><Id><PrvtId><Othr><Id>%s</Id></Othr></PrvtId></Id></Dbtr>
<DbtrAgt><FinInstnId><BICFI>CASPKZKA</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><BICFI>HSBKKZKX</BICFI></FinInstnId></CdtrAgt>
<Cdtr><Id><OrgId><Othr><Id>000040000009</Id></Othr></OrgId></Id></Cdtr><Purp><Prtry>710</Prtry></Purp></CdtTrfTxInf>
"""
STATEMENTS = f"""<Document xmlns="{SPACE}:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M-1</MsgId>
<CreDtTm>2026-11-02T23:59:59+05:00</CreDtTm></GrpHdr>
"""
STATEMENT = """<Stmt><Id>S-%d</Id><Acct><Id><IBAN>KZ99999%013d</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="KZT">0</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt>
<Dt>2026-11-02</Dt></Dt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="KZT">%d.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-02</Dt></Dt></Bal>
"""
ENTRY = """<Ntry><NtryRef>%d</NtryRef><Amt Ccy="KZT">1500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><DtTm>2026-11-02T09:00:00+05:00</DtTm></BookgDt><ValDt><Dt>2026-11-02</Dt></ValDt>
<BkTxCd><Prtry><Cd>710</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>20261102-%07d</EndToEndId></Refs></TxDtls>
</NtryDtls></Ntry>
"""
REPEATED = {"pacs.008": "CdtTrfTxInf", "camt.053": "Ntry"}
FIELDS = (
    "PmtId/EndToEndId", "PmtId/UETR", "IntrBkSttlmDt", "IntrBkSttlmAmt", "Dbtr/Id/PrvtId/Othr/Id",
    "Cdtr/Id/OrgId/Othr/Id", "DbtrAgt/FinInstnId/BICFI", "CdtrAgt/FinInstnId/BICFI", "Purp/Prtry",
)  # fmt: skip
NOTES = (
    "bare: etree.iterparse of transfers or entries, each dropped when the next has ended; nothing is looked at.",
    "same fields: the same loop with findtext of the fields that a payment has.",
    "read: message kind and version, header, every part's fields as text, no document type, one message a file.",
    "decoded: amounts exact to the tiyn, check digits, pseudonyms, days, unique keys, balances that add up; tables of"
    " 50,000 rows, which wait on disk until the file has proven whole.",
)


def main() -> None:
    """Measure every subject on both files, or be one of them, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=REPEATED, default="pacs.008")
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--schemas", type=Path, default=None, help="folder of the XSDs, to measure validation too")
    parser.add_argument("--subject", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.subject:
        print(json.dumps(timed(chosen.subject[0], Path(chosen.subject[1]), chosen.schemas)))
        return
    with tempfile.TemporaryDirectory() as folder:
        large, small = (Path(folder) / name for name in ("large.xml", "small.xml"))
        count = write(large, chosen.megabytes * 1_000_000, kind=chosen.kind)
        write(small, chosen.megabytes * 100_000, kind=chosen.kind)
        title = f"{count:,} times {REPEATED[chosen.kind]} in one {chosen.kind} of {megabytes(large.stat().st_size)} MB"
        show_table(COLUMNS, rows(large, small, chosen), title)
    for note in NOTES:
        say(note)


def write(path: Path, size: int, *, kind: str = "pacs.008") -> int:
    """Write a message of about this many bytes. Returns how many transfers or entries it holds."""
    with path.open("w") as file:
        return write_transfers(file, size) if kind == "pacs.008" else write_statements(file, size)


def write_transfers(file: IO[str], size: int) -> int:
    """Write a pacs.008."""
    from cryptocity.sandbox.identifiers import iins

    payers = iins(PAYERS)
    count = size // len(TRANSFER % (0, 0, 1, payers[0]))
    file.write(TRANSFERS % count)
    for number in range(count):
        file.write(TRANSFER % (number, number, number % 100_000 + 1, payers[number * 7919 % PAYERS]))
    file.write("</FIToFICstmrCdtTrf></Document>")
    return count


def write_statements(file: IO[str], size: int) -> int:
    """Write a camt.053."""
    statements = max(1, size // (len(ENTRY % (0, 0)) * ENTRIES_PER_STATEMENT))
    file.write(STATEMENTS)
    for statement in range(statements):
        file.write(STATEMENT % (statement, statement, 1_500 * ENTRIES_PER_STATEMENT))
        first = statement * ENTRIES_PER_STATEMENT
        file.writelines(ENTRY % (number, number) for number in range(first, first + ENTRIES_PER_STATEMENT))
        file.write("</Stmt>")
    file.write("</BkToCstmrStmt></Document>")
    return statements * ENTRIES_PER_STATEMENT


def rows(large: Path, small: Path, chosen: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    """Yield the table's rows."""
    left_out = {
        name for name, is_left in ((SAME_FIELDS, chosen.kind != "pacs.008"), (VALIDATED, not chosen.schemas)) if is_left
    }
    subjects = [name for name in SUBJECTS if name not in left_out]
    schemas = ("--schemas", chosen.schemas) if chosen.schemas else ()
    rounds = [[child(name, large, schemas) for name in subjects] for _ in range(chosen.runs)]
    base = None
    for name, runs in zip(subjects, zip(*rounds, strict=True), strict=True):
        told = [json.loads(run.printed) for run in runs]
        seconds, worked = (statistics.median(each[kind] for each in told) for kind in ("seconds", "cpu_seconds"))
        base = base or worked
        rates = (f"{told[0]['entries'] / seconds:,.0f}", f"{large.stat().st_size / 1e6 / seconds:.0f}")
        peaks = (megabytes(max(run.peak_bytes for run in runs)), megabytes(child(name, small, schemas).peak_bytes))
        yield (name, f"{seconds:.2f}", f"{worked:.2f}", *rates, f"{worked / base:.2f}", *peaks)


def child(subject: str, path: Path, schemas: tuple[object, ...]) -> Run:
    """Run one subject in a process of its own."""
    return module("benchmarks.iso20022", "--subject", subject, path, *schemas)


def timed(subject: str, path: Path, schemas: Path | None) -> dict[str, float]:
    """Return how long reading took, what it needs being imported before, and how many entries it saw."""
    prepared = SUBJECTS[subject](path, schemas)
    started, worked = time.perf_counter(), time.process_time()
    entries = prepared()
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - worked
    return {"seconds": seconds, "cpu_seconds": cpu_seconds, "entries": entries}


def kind_of(path: Path) -> str:
    """Return the kind of a generated message."""
    with path.open() as file:
        start = file.read(200)
    return next(kind for kind in REPEATED if kind in start)


def bare(path: Path, _: Path | None, look: Callable[[etree._Element], object] = lambda _: None) -> Callable[[], int]:
    """Prepare to visit every transfer or entry."""
    tag = f"{{*}}{REPEATED[kind_of(path)]}"

    def visit() -> int:
        count = 0
        for _, element in etree.iterparse(path, tag=tag, **HARDENED):
            count += 1
            look(element)
            before = element.getprevious()
            if before is not None and before.tag == element.tag:
                element.getparent().remove(before)
        return count

    return visit


def same_fields(path: Path, _: Path | None) -> Callable[[], int]:
    """Prepare to look at the fields of every transfer."""
    paths = ["/".join(f"{{*}}{name}" for name in field.split("/")) for field in FIELDS]
    return bare(path, None, lambda element: [element.findtext(each) for each in paths])


def reading(path: Path, schemas: Path | None) -> Callable[[], int]:
    """Prepare to read every part, after validation where there are schemas."""
    import polars as pl

    from cryptocity.sources.cbdc.blocks import read_blocks
    from cryptocity.sources.cbdc.messages import opening_of
    from cryptocity.sources.cbdc.schemas import schemas_in

    at_hand = schemas_in(schemas)

    def visit() -> int:
        with path.open("rb") as stream:
            opening = opening_of(stream)
            if schemas and not at_hand.check(stream, opening):
                sys.exit(f"no schema for {opening.namespace} in {schemas}")
            stream.seek(0)
            tables = read_blocks(stream, opening, 50_000)
            return sum(table.height for table in tables if isinstance(table, pl.DataFrame))

    return visit


def decoding(path: Path, _: Path | None) -> Callable[[], int]:
    """Prepare to decode the file into tables."""
    from datetime import date

    from cryptocity.identity import Pseudonyms
    from cryptocity.sources.cbdc.client import MessageFile
    from cryptocity.sources.cbdc.decode import Reading, decode_batches
    from cryptocity.window import Window

    def visit() -> int:
        entries = 0
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            reading = Reading(Window.of_day(date(2026, 11, 2)), Pseudonyms(b"key"), folder=Path(folder))
            for batch in decode_batches([MessageFile(path.name, path)], reading):
                if batch.rejected:
                    sys.exit(f"an entry was turned away: {batch.rejected[0].reason}")
                entries += batch.rows.height if batch.dataset.name in ("payments", "statement_entries") else 0
        return entries

    return visit


SAME_FIELDS, VALIDATED = "bare lxml iterparse, same fields", "read, validated"
SUBJECTS: dict[str, Callable[[Path, Path | None], Callable[[], int]]] = {
    "bare lxml iterparse": bare,
    SAME_FIELDS: same_fields,
    "cryptocity, read": lambda path, _: reading(path, None),
    VALIDATED: reading,
    "cryptocity, decoded": decoding,
}


if __name__ == "__main__":
    main()
