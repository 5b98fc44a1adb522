"""Run the hub: `python -m hub --help`."""

import sys

#: Commands whose process is one loop of greenlets; patching has to come before all imports.
COOPERATIVE = {"serve"}


def main() -> None:
    """Run a command."""
    if COOPERATIVE.intersection(sys.argv[1:2]):
        from gevent import monkey

        monkey.patch_all()
    from hub.cli import cli

    cli()


if __name__ == "__main__":
    main()
