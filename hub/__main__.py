"""Run the hub: `python -m hub --help`."""

import gc
import sys

#: What is imported stays: at Python's own 700, a fifth of the start was a search for garbage.
BEFORE_COLLECTING = 50_000
#: Commands whose process is one loop of greenlets; patching has to come before all imports.
COOPERATIVE = {"serve"}


def main() -> None:
    """Run a command."""
    gc.set_threshold(BEFORE_COLLECTING)
    if COOPERATIVE.intersection(sys.argv[1:2]):
        from gevent import monkey

        monkey.patch_all()
    from hub.cli import cli

    cli()


if __name__ == "__main__":
    main()
