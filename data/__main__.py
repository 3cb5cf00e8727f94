"""python -m data: what a data steward runs. Here build, check, profile, key and demo; the other commands in upkeep.py."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from data import identity, upkeep, versions
from data.build import Order, Result, build
from data.faults import Refused, note, refuse

_STEPS = {
    "read": "读取来源 reading",
    "accept": "逐行核对 accepting",
    "check": "交叉核对 checking",
    "marts": "汇总 summing up",
    "write": "写出示例数据 writing demo",
}


_INTERRUPTED = "Query interrupted"  # Ctrl+C inside a statement: DuckDB raises a plain RuntimeError


def main(argv: list[str] | None = None) -> int:
    """Exit code 0: done; 2: refused, with the reasons on standard error."""
    arguments = _parser().parse_args(argv)
    if "warehouse" in arguments and versions.clear_leftovers(arguments.warehouse):
        told = note("leftovers")
        print(f"{told.zh}\n{told.en}", file=sys.stderr)
    try:
        return arguments.run(arguments)
    except Refused as error:
        _tell_refusal(arguments, error)
        return 2
    except (KeyboardInterrupt, RuntimeError) as error:
        if isinstance(error, RuntimeError) and str(error) != _INTERRUPTED:
            raise
        _tell_refusal(arguments, refuse("stopped"))
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data",
        description="来源文件 → 数据版本。 Source files in, a version of the warehouse out.",
    )
    commands = parser.add_subparsers(required=True, metavar="build|check|add|withdraw|versions|…")
    for name, text in (
        ("build", "核对、建库并发布。 Check, build and publish."),
        ("check", "只核对，不发布。 The same messages, nothing published."),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("sources", nargs="+", type=Path, help="文件夹或文件 folders or files")
        command.add_argument("--profile", type=Path, help="来源说明文件夹 folder that describes a foreign source")
        command.add_argument("--codes", type=Path, help="本单位代码表 folder of own code lists")
        command.add_argument(
            "--max-rejected", type=_share, default=0.02,
            help="每个文件可退回行的比例 share of faulty rows a file may have (0.02)",
        )  # fmt: skip
        _add_common(command)
        command.set_defaults(run=_build, publish=name == "build")
    _add_demo(commands)
    _add_profile(commands)
    upkeep.add_commands(commands, _add_common, _share, _bar, _tell_result)
    _add_key(commands)
    return parser


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--warehouse",
        type=Path,
        default=versions.default_warehouse(),
        help="数据仓库文件夹 warehouse folder (XUNXIAO_WAREHOUSE, warehouse/)",
    )
    command.add_argument("--json", action="store_true", help="以 JSON 输出结果 print the result as JSON")


def _add_demo(commands) -> None:
    text = "写出虚构的一个省的来源文件。 Write a synthetic province as source files."
    command = commands.add_parser("demo", help=text, description=text)
    command.add_argument("--trainees", type=_at_least(1000), default=60_000, help="干部人数 number of cadres (60000)")
    command.add_argument("--years", type=_at_least(1), default=6, help="年数 years (6)")
    command.add_argument("--seed", type=int, default=20260701, help="随机种子 random seed")
    command.add_argument("--unplanted", action="store_true", help="不埋设任何发现 without any planted finding")
    command.add_argument("--out", type=Path, required=True, help="写到哪个文件夹 folder to write to")
    command.set_defaults(run=_demo, json=False)


def _add_profile(commands) -> None:
    text = "为陌生的文件拟一份来源说明。 Propose a profile for an unknown file."
    command = commands.add_parser("profile", help=text, description=text)
    command.add_argument("file", type=Path, help="要说明的文件 the file to describe")
    command.add_argument("--out", type=Path, help="写到哪个文件夹 folder to write profile.toml to")
    command.set_defaults(run=_profile, json=False)


def _add_key(commands) -> None:
    text = "生成人员编号的密钥。 Make the key persons are hashed under."
    command = commands.add_parser("key", help=text, description=text)
    command.add_argument("--out", type=Path, required=True, help="新的密钥文件 new key file")
    command.set_defaults(run=_key, json=False)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("应在 0 与 1 之间 must lie between 0 and 1")
    return share


def _at_least(low: int) -> Callable[[str], int]:
    """Below it the findings planted in the demo have no class to stand in."""

    def count(text: str) -> int:
        if not text.isdecimal() or int(text) < low:
            raise argparse.ArgumentTypeError(f"应为不小于 {low} 的整数 must be a whole number of at least {low}")
        return int(text)

    return count


def _build(arguments: argparse.Namespace) -> int:
    order = Order(
        sources=tuple(arguments.sources),
        warehouse=arguments.warehouse,
        profile=arguments.profile,
        codes=arguments.codes,
        max_rejected=arguments.max_rejected,
        publish=arguments.publish,
    )
    with _bar() as tell:
        result = build(order, tell)
    _tell_result(arguments, result)
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from data.demo import write

    try:
        with _bar() as tell:
            write(
                arguments.out,
                arguments.trainees,
                arguments.years,
                arguments.seed,
                planted=not arguments.unplanted,
                progress=lambda step, share: tell("write", share),
            )
    except (OSError, duckdb.IOException) as error:
        raise refuse("no_space", path=arguments.out, detail=type(error).__name__) from error
    return 0


def _profile(arguments: argparse.Namespace) -> int:
    from data import hints, proposal

    found = proposal.propose(arguments.file)
    print("\n".join(proposal.lines(found)))
    folder = arguments.out or Path(f"{arguments.file.stem}.profile")
    path = proposal.write(found, folder)
    print("\n".join(hints.worded("written", path=path, file=arguments.file, folder=folder)))
    return 0


def _key(arguments: argparse.Namespace) -> int:
    identity.make(arguments.out)
    return 0


@contextmanager
def _bar() -> Iterator[Callable[[str, float], None]]:
    """A progress bar on standard error; quiet when that is no terminal."""
    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=1)
        yield lambda step, share: bar.update(task, description=_STEPS.get(step, step), completed=share)


def _tell_result(arguments: argparse.Namespace, result: Result) -> None:
    if arguments.json:
        sys.stdout.write(orjson.dumps(result).decode() + "\n")
        return
    for place, kind, rows, accepted, rejected in result.files:
        print(f"{place}: {kind}  {rows} = {accepted} 接收 accepted + {rejected} 退回 rejected")
    for item in result.notes:
        print(f"{item.zh}\n{item.en}")
    if result.version:
        print(f"已发布版本 published {result.version}")


def _tell_refusal(arguments: argparse.Namespace, error: Refused) -> None:
    if arguments.json:
        sys.stdout.write(orjson.dumps({"refused": error.notes}).decode() + "\n")
    for item in error.notes:
        print(f"{item.zh}\n{item.en}\n", file=sys.stderr)
    print("未发布，原有版本不变。 Nothing was published; the current version is unchanged.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
