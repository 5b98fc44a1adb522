"""Trust from the command line: authorities, revocation lists, and fetching them now."""

import sys

import click

from hub.certificates import jobs, queries
from hub.cli.opening import opened
from hub.core.clock import system_clock
from hub.gateways.signing import lists
from hub.gateways.signing.overview import AuthorityFacts, overview


@click.command()
@click.option("--fetch", is_flag=True, help="Fetch the lists of HUB_CRL_URLS now.")
def trust(*, fetch: bool) -> None:
    """Show whom the hub trusts and how old its revocation lists are; exit 1 when one is lacking."""
    runtime = opened()
    settings = runtime.settings
    if fetch:
        for attempt in jobs.fetch_lists(runtime, at_once=True):
            said = lists.FAILURES[attempt.failure] if attempt.failure else "fetched"
            click.echo(f"{attempt.address}: {said}")
    found = overview(settings, system_clock())
    click.echo(f"trust store {found.version}, lists {found.epoch}")
    for each in found.authorities:
        click.echo(_line(each))
    for stranger in found.strangers:
        click.echo(f"list of nobody in the trust folder: {stranger.issuer}")
    with runtime.read() as session:
        known = queries.sources(session)
    failing = [each for each in lists.addresses(settings) if each in known and known[each].failure]
    for address in failing:
        source = known[address]
        said = lists.FAILURES.get(source.failure, source.failure)
        click.echo(f"{address}: {said} Tried {source.failures} times, last {source.tried_at:%c}.")
    sys.exit(1 if failing or any(each.lacks_list for each in found.authorities) else 0)


def _line(each: AuthorityFacts) -> str:
    kind = "anchor" if each.is_anchor else "helper"
    line = f"{kind} {each.facts.name}, until {each.facts.valid_until:%Y-%m-%d}: "
    if each.list is None:
        return line + "NO revocation list"
    until = f"{each.list.next_update:%Y-%m-%d %H:%M}Z" if each.list.next_update else "never"
    age = "OUT OF DATE since" if each.list.is_stale else "next list due"
    return line + f"list {each.list.number}, {each.list.entries} revoked, {age} {until}"
