"""Reading a large pacs.008 beside a bare lxml iterparse of the same file: `--megabytes N --runs N`.

The file is generated, and so is one a tenth its size, to show what memory depends on. Every row is a process of its
own, the median of several runs in turn; seconds are those of reading, peak memory is that of the whole process.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from benchmarks.measure import Run, megabytes, module
from cryptocity.console import say, show_table

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"
COLUMNS = ("what", "seconds", "transfers/s", "MB/s", "times bare", "peak MB", "peak MB, a tenth of the file")
HARDENED = {"resolve_entities": False, "no_network": True, "load_dtd": False}
START = f"""<Document xmlns="{NAMESPACE}"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M-1</MsgId>
<CreDtTm>2026-11-02T09:00:00+05:00</CreDtTm><NbOfTxs>%d</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
"""
TRANSFER = """<CdtTrfTxInf><PmtId><EndToEndId>20261102-%07d</EndToEndId>
<UETR>b94458f8-1f27-40e9-bf74-%012x</UETR></PmtId><IntrBkSttlmAmt Ccy="KZT">%d.50</IntrBkSttlmAmt>
<IntrBkSttlmDt>2026-11-02</IntrBkSttlmDt><ChrgBr>SLEV</ChrgBr>
<Dbtr><Id><PrvtId><Othr><Id>000001500008</Id></Othr></PrvtId></Id></Dbtr>
<DbtrAgt><FinInstnId><BICFI>CASPKZKA</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><BICFI>HSBKKZKX</BICFI></FinInstnId></CdtrAgt>
<Cdtr><Id><OrgId><Othr><Id>000040000009</Id></Othr></OrgId></Id></Cdtr><Purp><Prtry>710</Prtry></Purp></CdtTrfTxInf>
"""
END = "</FIToFICstmrCdtTrf></Document>"
FIELDS = (
    "PmtId/EndToEndId", "PmtId/UETR", "IntrBkSttlmDt", "IntrBkSttlmAmt", "Dbtr/Id/PrvtId/Othr/Id",
    "Cdtr/Id/OrgId/Othr/Id", "DbtrAgt/FinInstnId/BICFI", "CdtrAgt/FinInstnId/BICFI", "Purp/Prtry",
)  # fmt: skip
NOTES = (
    "bare: etree.iterparse of the transfers, each dropped when the next has ended; nothing is looked at.",
    "same fields: the same loop with findtext of the fields that a payment has.",
    "read: message kind and version, header, every transfer's fields as text, no document type, one message a file.",
    "decoded: amounts exact to the tiyn, check digits, pseudonyms, days, unique keys, a table; the file and"
    " the table are in memory, which therefore grows.",
)


def main() -> None:
    """Measure every subject on both files, or be one of them, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
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
        count = write(large, chosen.megabytes * 1_000_000)
        write(small, chosen.megabytes * 100_000)
        title = f"{count:,} credit transfers in one pacs.008 of {megabytes(large.stat().st_size)} MB"
        show_table(COLUMNS, rows(large, small, chosen), title)
    for note in NOTES:
        say(note)


def write(path: Path, size: int) -> int:
    """Write a message of about this many bytes. Returns how many transfers it holds."""
    count = size // len(TRANSFER % (0, 0, 1))
    with path.open("w") as file:
        file.write(START % count)
        file.writelines(TRANSFER % (number, number, number % 100_000 + 1) for number in range(count))
        file.write(END)
    return count


def rows(large: Path, small: Path, chosen: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    """Yield the table's rows."""
    subjects = [name for name in SUBJECTS if name != "read, validated" or chosen.schemas]
    schemas = ("--schemas", chosen.schemas) if chosen.schemas else ()
    rounds = [[child(name, large, schemas) for name in subjects] for _ in range(chosen.runs)]
    base = None
    for name, runs in zip(subjects, zip(*rounds, strict=True), strict=True):
        told = [json.loads(run.printed) for run in runs]
        seconds = statistics.median(each["seconds"] for each in told)
        base = base or seconds
        rates = (f"{told[0]['transfers'] / seconds:,.0f}", f"{large.stat().st_size / 1e6 / seconds:.0f}")
        peaks = (megabytes(max(run.peak_bytes for run in runs)), megabytes(child(name, small, schemas).peak_bytes))
        yield (name, f"{seconds:.2f}", *rates, f"{seconds / base:.2f}", *peaks)


def child(subject: str, path: Path, schemas: tuple[object, ...]) -> Run:
    """Run one subject in a process of its own."""
    return module("benchmarks.iso20022", "--subject", subject, path, *schemas)


def timed(subject: str, path: Path, schemas: Path | None) -> dict[str, float]:
    """Return how long reading took, what it needs being imported before, and how many transfers it saw."""
    prepared = SUBJECTS[subject](path, schemas)
    started = time.perf_counter()
    transfers = prepared()
    return {"seconds": time.perf_counter() - started, "transfers": transfers}


def bare(path: Path, _: Path | None, look: Callable[[etree._Element], object] = lambda _: None) -> Callable[[], int]:
    """Prepare to visit every transfer."""

    def visit() -> int:
        count = 0
        for _, element in etree.iterparse(path, tag=f"{{{NAMESPACE}}}CdtTrfTxInf", **HARDENED):
            count += 1
            look(element)
            before = element.getprevious()
            if before is not None and before.tag == element.tag:
                element.getparent().remove(before)
        return count

    return visit


def same_fields(path: Path, _: Path | None) -> Callable[[], int]:
    """Prepare to look at the fields of every transfer."""
    paths = ["/".join(f"{{{NAMESPACE}}}{name}" for name in field.split("/")) for field in FIELDS]
    return bare(path, None, lambda element: [element.findtext(each) for each in paths])


def reading(path: Path, schemas: Path | None) -> Callable[[], int]:
    """Prepare to read every transfer, after validation where there are schemas."""
    from cryptocity.sources.cbdc.messages import opening_of, read
    from cryptocity.sources.cbdc.schemas import schemas_in

    at_hand = schemas_in(schemas)

    def visit() -> int:
        with path.open("rb") as stream:
            opening = opening_of(stream)
            if schemas and not at_hand.check(stream, opening):
                sys.exit(f"no schema for {opening.namespace} in {schemas}")
            stream.seek(0)
            return sum(1 for _ in read(stream, opening)) - 1

    return visit


def decoding(path: Path, _: Path | None) -> Callable[[], int]:
    """Prepare to decode the file into a table."""
    from datetime import date

    from cryptocity.identity import Pseudonyms
    from cryptocity.sources.cbdc.client import MessageFile
    from cryptocity.sources.cbdc.decode import decode_files
    from cryptocity.window import Window

    def visit() -> int:
        files = [MessageFile(path.name, path.read_bytes())]
        payments, *_ = decode_files(files, Window.of_day(date(2026, 11, 2)), Pseudonyms(b"key"))
        if payments.rejected:
            sys.exit(f"a transfer was turned away: {payments.rejected[0].reason}")
        return payments.rows.height

    return visit


SUBJECTS: dict[str, Callable[[Path, Path | None], Callable[[], int]]] = {
    "bare lxml iterparse": bare,
    "bare lxml iterparse, same fields": same_fields,
    "cryptocity, read": lambda path, _: reading(path, None),
    "read, validated": reading,
    "cryptocity, decoded": decoding,
}


if __name__ == "__main__":
    main()
