"""The command `zhaoyin`: a table of commands, each loaded only when it is called (`check` imports no Dagster)."""

from __future__ import annotations

import importlib
import os
import sys

import typer

from pipelines.cli.memory_cap import exhausted, too_small

# command → (module, function, one line of help)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("pipelines.cli.init", "init", "A home with commented examples and one unit."),
    "demo": ("pipelines.cli.demo", "demo", "The sample district: months of workbooks, reference files, rulebooks."),
    "run": ("pipelines.cli.run", "run", "The monthly job, through Dagster, for one month or several in order."),
    "check": ("pipelines.cli.check", "check", "The same rules on workbooks before they are sent."),
    "status": ("pipelines.cli.status", "status", "Who has sent, who was returned, who is late: the list for chasing."),
    "template": ("pipelines.cli.template", "template", "Next month's pre-filled workbooks."),
    "explain": ("pipelines.cli.explain", "explain", "From a figure to its cells; from a cell to the figures it feeds."),
    "simulate": ("pipelines.cli.simulate", "simulate", "Published months under another rulebook."),
    "diff": ("pipelines.cli.diff", "diff", "What changed between two releases, and why."),
    "verify": ("pipelines.cli.verify", "verify", "Recompute the manifests; name the first thing that was touched."),
    "reopen": ("pipelines.cli.reopen", "reopen", "Let late files and corrections into a final month."),
    "rules": ("pipelines.cli.rules", "rules", "The rule catalogue; its hits over history."),
    "doctor": ("pipelines.cli.doctor", "doctor", "What is wrong with this installation, and what to do."),
    "rebuild": ("pipelines.cli.rebuild", "rebuild", "An empty database made whole again from the releases folder."),
    "backup": ("pipelines.cli.backup", "backup", "The whole home and database into one file."),
    "restore": ("pipelines.cli.backup", "restore", "A home from a backup file."),
}

USAGE_ERROR, UNEXPECTED = 2, 4


def app_for(name: str) -> typer.Typer:
    """A typer app that holds the one command."""
    module, function, help_line = COMMANDS[name]
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(name=name, help=help_line)(getattr(importlib.import_module(module), function))
    return app


def main() -> None:
    """Entry point of `zhaoyin`."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("--help", "-h", "help"):
        _print_help()
        sys.exit(0 if arguments else USAGE_ERROR)
    name = arguments[0]
    if name not in COMMANDS:
        print(f"zhaoyin: no command {name!r}; see zhaoyin --help", file=sys.stderr)
        sys.exit(USAGE_ERROR)
    if words := too_small():
        print(words, file=sys.stderr)
        sys.exit(USAGE_ERROR)
    os.umask(0o077)  # as pipelines.instance.keep_files_private
    sys.argv = [f"zhaoyin {name}", *arguments[1:]]
    _guarded(name)


def _guarded(name: str) -> None:
    """Known problems get their exit code and their words; anything else is 4 with the fault named."""
    try:
        _called(name)
    except Exception as fault:  # noqa: BLE001 - the last word of the command line: exit code 4
        if (words := exhausted(fault)) and not getattr(fault, "published", False):
            print(words, file=sys.stderr)
            sys.exit(USAGE_ERROR)
        from pipelines.cli.terminal import say
        from schemas.typography import chinese

        if getattr(fault, "exit_code", None) is not None:
            say(chinese(str(fault)), sys.stderr)
            sys.exit(int(fault.exit_code))  # type: ignore[attr-defined]
        import traceback

        traceback.print_exc()
        print(f"\n未预料的故障：{type(fault).__name__}: {fault}", file=sys.stderr)
        sys.exit(UNEXPECTED)


def _called(name: str) -> None:
    from assets.intake.office.reference import ReferenceProblem
    from pipelines.cli.terminal import say
    from schemas.typography import chinese

    try:
        app_for(name)()
    except ReferenceProblem as problem:
        print("参考文件未通过校验，未发布任何内容：", file=sys.stderr)
        say(chinese(str(problem)), sys.stderr)
        sys.exit(USAGE_ERROR)


def _print_help() -> None:
    print("Usage: zhaoyin COMMAND [OPTIONS]\n\nMonthly investment-promotion statistics of a district.\n\nCommands:")
    for name, (_, _, help_line) in COMMANDS.items():
        print(f"  {name:<10} {help_line}")
    print("\n`zhaoyin COMMAND --help` shows the options of a command.")


if __name__ == "__main__":
    main()
