"""The program: all commands, and what happens to whatever goes wrong in them."""

import atexit
import gc
import json
import os
import sys
from pathlib import Path

import click

from pipeline.cli import deciding, looking, matching, publishing
from pipeline.errors import DeskcheckError, InputError, Problem, refused_by_system


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="deskcheck", message="deskcheck %(version)s")
def cli() -> None:
    """From a messy list of organisations with counts to a table that a newsroom can publish and defend."""


for command in (
    publishing.new,
    publishing.publish,
    publishing.check,
    publishing.fetch,
    publishing.stage,
    deciding.review,
    deciding.sample,
    deciding.letters,
    deciding.approve,
    looking.audit,
    looking.diff,
    looking.explain,
    looking.export,
    matching.crosswalk,
    matching.evaluate,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line. Whatever goes wrong is told in words."""
    atexit.register(gc.freeze)  # what is left at the end goes with the process: no search for cycles in it
    try:
        cli.main(prog_name="deskcheck", standalone_mode=False)
    except click.UsageError as error:
        if "--json" in sys.argv:
            fail(InputError(Problem(error.format_message(), "`deskcheck COMMAND --help` shows the usage.")))
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(1)
    except DeskcheckError as error:
        fail(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # Whoever read our output has left: nothing more to say, and nothing to say it to.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        fail(refused_by_system(error))
    except MemoryError:
        fail(
            InputError(
                Problem("the memory of this machine does not suffice", "Split the largest file, then run again.")
            )
        )
    except Exception as error:
        # The last net: a traceback could print private values.
        if os.environ.get("DESKCHECK_DEBUG"):
            raise
        fail(InputError(_unexpected(error)))


def _unexpected(error: Exception) -> Problem:
    """Tell a fault of the program by its kind and place alone: its message may hold values from the data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
    return Problem(
        f"Deskcheck met something that it did not expect ({type(error).__name__} at {place}); nothing was published",
        "Please report it. DESKCHECK_DEBUG=1 shows more, but may print values from your data.",
    )


def fail(error: DeskcheckError) -> None:
    """Tell an error in the form that was asked for, and leave with its exit code."""
    if "--json" in sys.argv:
        told = {"exit_code": error.exit_code, "problems": [str(problem) for problem in error.problems]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
    sys.exit(error.exit_code)
