"""Order to cash: the files of real channels along the whole path, on one SQLite file.

    python examples/order_to_cash.py --data examples/data --out build/demo

Day by day: capture, check, approve, receive stock, allocate, ship, invoice; after the last day the
receipts come in and find their invoices. It leaves `orders.db`, `summary.json` and `report.html`.
It may be stopped at any moment, even killed, and run again: it goes on where it stopped.
"""

import argparse
import gc
import json
import resource
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from datetime import time as day_time
from functools import partial
from pathlib import Path
from typing import final

import attrs
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from begun import begin, set_aside
from channels import ChannelFile, Plan, currency_of, find_files, plan_of
from company import (
    HOUSE,
    Company,
    Deliveries,
    context,
    deliveries,
    matchers,
    open_company,
)
from demo_errors import SENTENCES, OtherFilesError, OtherSeedError
from one_at_a_time import alone_in
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.errors import OrderkitError
from orderkit.locales import say_error
from orderkit.process import Importer, settle_receipts
from orderkit.settlement import Receipt
from orderkit.values import Currency, FactKey
from pages import write_report
from receipts_maker import MadeReceipts, references_of
from receipts_rounds import made_receipts, open_round
from summary import Summary, summarise
from summary_rows import FATES
from working_day import WorkingDay

__all__ = ["main"]

# Where no file has a readable row, there is still a day to import on.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).date()
# Deliveries among them, by their names.
CAME_IN = "SELECT DISTINCT reference FROM movements"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo; gives the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).parent / "data")
    parser.add_argument("--out", type=Path, default=Path("build/demo"))
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    console = Console()
    try:
        return _run(asked.data, asked.out, asked.seed, console)
    except OrderkitError as error:
        # The code of an error stands in brackets, which the console would take for a style.
        cause = "" if error.__cause__ is None else f" ({error.__cause__})"
        _tell(console, f"{error}{cause}", say_error(error, "zh_CN", more=SENTENCES))
        return 1


def _tell(console: Console, *sentences: str) -> None:
    for sentence in sentences:
        console.print(sentence, style="bold red", markup=False, soft_wrap=True)


def _run(data: Path, out: Path, seed: int, console: Console) -> int:
    files = find_files(data)
    if not files:
        console.print(f"no *.csv or *.csv.gz below {data}")
        return 1
    currency = currency_of(files)
    out.mkdir(parents=True, exist_ok=True)
    store = out / "orders.db"
    with alone_in(out, store):
        summary = _run_alone(files, currency, data, store, seed=seed, console=console)
    _show(console, summary, out)
    return 1 if summary["breaches"] else 0


def _run_alone(
    files: Sequence[ChannelFile],
    currency: Currency,
    data: Path,
    store: Path,
    *,
    seed: int,
    console: Console,
) -> Summary:
    """Take the files the whole way, and write beside the store what came of it."""
    started = time.perf_counter()
    with _progress(console) as progress:
        plan = plan_of(files)
        database, steps = _opened(store, plan, data, seed, console)
        company = open_company(database, currency)
        stock = _to_come(database, plan, steps, seed)
        seen = _work_days(company, files, plan, stock, seed, progress)
        open_round(database)
        made = made_receipts(database, currency, seed)
        # What stands in memory by now stays to the end: no need to walk over it at each statement.
        gc.freeze()
        _settle(company, made, progress)
    summary = summarise(database, made.truth, currency)
    summary |= {
        "rows_seen_again": seen,
        "seconds": round(time.perf_counter() - started, 2),
        "peak_mb": round(_peak_mb(), 1),
    }
    text = json.dumps(summary, indent=1, ensure_ascii=False)
    store.with_name("summary.json").write_text(text + "\n", encoding="utf-8")
    write_report(
        store.with_name("report.html"),
        database,
        company.flow.definition,
        summary,
        currency=currency,
        seed=seed,
        data=data,
    )
    return summary


def _opened(
    store: Path, plan: Plan, data: Path, seed: int, console: Console
) -> tuple[SqliteDatabase, list[list[str]]]:
    """The store of this run and its steps; one that was begun otherwise is kept, and set aside."""
    database = _database(store)
    try:
        return database, begin(database, store, seed=seed, data=data, digests=plan.digests)
    except (OtherSeedError, OtherFilesError) as other:
        database.close()
        kept = set_aside(store)
        chinese = say_error(other, "zh_CN", more=SENTENCES)
        _tell(console, f"{other}. It is kept in {kept}; this run begins anew.")
        _tell(console, f"{chinese}原有结果保存在 {kept}，本次运行重新开始。")
    database = _database(store)
    return database, begin(database, store, seed=seed, data=data, digests=plan.digests)


def _database(store: Path) -> SqliteDatabase:
    """The store of this run.

    `NORMAL`, not the library's own `FULL`: a kill loses nothing either way, and the last commits
    before a power cut are made again from the files, as after any stop. A desk whose
    acknowledgements people rely on keeps `FULL`, and waits for the disk at every commit.
    """
    return SqliteDatabase(store, synchronous="NORMAL", orders=4096, terms=4096)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        # Rich's own clock stops when a bar is full, and these fill up day by day.
        TextColumn("{task.elapsed:>4.0f} s"),
        console=console,
    )


def _to_come(
    database: SqliteDatabase, plan: Plan, steps: Sequence[Sequence[str]], seed: int
) -> list[Deliveries]:
    """What is still to be delivered, of the stock of each step.

    A file that comes late may change what the rows of earlier ones ask for, but not what came in.
    """
    came_in = {name for (name,) in database.connection().execute(CAME_IN)}
    made = (deliveries(*plan.demand(digests), seed, step) for step, digests in enumerate(steps, 1))
    return [each for some in made for each in some if each.name not in came_in]


def _work_days(
    company: Company,
    files: Sequence[ChannelFile],
    plan: Plan,
    stock: Sequence[Deliveries],
    seed: int,
    progress: Progress,
) -> int:
    """Import and work each day; gives the rows that were imported before."""
    importers = dict[str, Importer]()
    days = list(dict.fromkeys(file.day for file in files))
    bars = _Bars(progress)
    bars.tell("rows", 0, plan.rows)
    if not all(_worked(company, day) for day in days):
        bars.tell("receive", 0, sum(len(each.goods) for each in stock))
    dates = plan.days
    seen, date = 0, min(dates.values(), default=EPOCH)
    for place, day in enumerate(days):
        # A file without one readable row is imported all the same, on the day before it.
        date = dates.get(day, date)
        evening = context("importer", datetime.combine(date, day_time(21), UTC))
        for file in files:
            if file.day != day:
                continue
            channel = file.mapping.channel
            importer = importers.setdefault(channel, Importer(company.desk, file.mapping))
            name, told = file.path.name, partial(bars.tell, "rows", more=0)
            data = file.path.read_bytes()
            report = importer.import_file(data, name=name, context=evening, progress=told)
            bars.tell("rows", report.rows - report.stored, 0)
            seen += report.seen_again
        last = place == len(days) - 1
        if not _worked(company, day):
            due = [delivery for delivery in stock if delivery.day <= date]
            stock = [delivery for delivery in stock if delivery.day > date]
            WorkingDay(company, seed, date, last, references_of, bars.tell).work(due)
            _mark_worked(company, day)
    return seen


@final
@attrs.frozen
class _Bars:
    """A bar for each step; its total grows as work is found, and rows and goods are known."""

    progress: Progress
    bars: dict[str, TaskID] = attrs.field(factory=dict, init=False)

    def tell(self, step: str, done: int, more: int) -> None:
        """Move a step's bar on, and its end away."""
        if not done and not more:
            return
        if step not in self.bars:
            self.bars[step] = self.progress.add_task(step, total=0)
        bar = self.bars[step]
        total = self.progress.tasks[self.progress.task_ids.index(bar)].total or 0
        self.progress.update(bar, advance=done, total=total + more)


def _worked(company: Company, day: str) -> bool:
    """Whether a day's work was done to its end; a day is worked once, whatever came in later."""
    with company.desk.database.read() as work:
        return bool(work.subjects.read(HOUSE, (FactKey("day.worked", day),)))


def _mark_worked(company: Company, day: str) -> None:
    with company.desk.database.write() as work:
        work.subjects.put(HOUSE, FactKey("day.worked", day), "worked")


def _settle(company: Company, made: MadeReceipts, progress: Progress) -> None:
    bar = progress.add_task("receipts", total=len(made.receipts))
    by_day = dict[datetime, list[Receipt]]()
    for receipt in made.receipts:
        noon = datetime.combine(receipt.received_on, day_time(12), UTC)
        by_day.setdefault(noon, []).append(receipt)
    for noon, receipts in sorted(by_day.items()):
        who = context("hal.books", noon)
        settle_receipts(company.desk, receipts, who, payers=made.payers, matchers=matchers())
        progress.update(bar, advance=len(receipts))


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts kilobytes, macOS bytes.
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _show(console: Console, summary: Summary, out: Path) -> None:
    parts = [f"{summary[f'rows_{fate}']:,} {fate}" for fate in FATES]
    read = f"{'rows':<13}{summary['rows_read']:>10,}"
    console.print(f"{read} = {', '.join(parts)}", soft_wrap=True)
    for name in ("orders", "order_lines", "events"):
        console.print(f"{name:<13}{summary[name]:>10,}")
    for name in ("invoiced", "credited", "not_invoiced", "received", "applied", "open"):
        console.print(f"{name:<13}{summary[name]:>10}")
    precision, recall = summary["recon_precision"], summary["recon_recall"]
    console.print(f"receipts matched: precision {precision}, recall {recall}")
    invariants = summary["invariants"]
    held = len(invariants) if isinstance(invariants, dict) else 0
    breaches = summary["breaches"]
    if breaches:
        console.print(f"[bold red]breaches: {breaches}[/]")
    console.print(
        f"{held} invariants checked, {len(breaches) if isinstance(breaches, dict) else 0} broken"
    )
    console.print(f"{summary['seconds']} s, {summary['peak_mb']} MB; see {out}/report.html")


if __name__ == "__main__":
    sys.exit(main())
