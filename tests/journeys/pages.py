"""What every page must be: accessible, allowed by its own policy, quiet, no wider than the screen."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}

RUN_AXE = """
async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
"""
#: Colours half way from day to night are nobody's contrast.
ALL_COLOURS_SETTLED = """
() => Promise.allSettled(
  document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .map((each) => each.finished)
).then(() => {})
"""
WATCH_POLICY = """
window.__reports = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__reports.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample || ""}`);
});
"""
#: The browser says so whenever a page answers with an error, which some tests ask for.
EXPECTED_NOISE = ("Failed to load resource: the server responded with a status of 4",)


@dataclass
class Watched:
    """A page whose complaints are collected."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def visit(self, url: str) -> int:
        self.complaints.clear()
        answer = self.page.goto(url)
        self.page.wait_for_load_state("load")
        return answer.status if answer else 0

    def problems(self) -> list[str]:
        """Return everything that is wrong with the page as it stands."""
        page = self.page
        page.wait_for_load_state("load")
        found = [f"console: {each}" for each in self.complaints]
        found += [f"policy: {each}" for each in page.evaluate("window.__reports || []")]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            found.append(f"{wide} px wider than the screen: {page.evaluate(WIDEST)}")
        page.evaluate(AXE.read_text())
        page.evaluate(ALL_COLOURS_SETTLED)
        found += [f"axe: {each}" for each in page.evaluate(RUN_AXE, TAGS)]
        return found


WIDEST = """
() => [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
  .slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")
"""


def watched(context: BrowserContext) -> Watched:
    page = context.new_page()
    watching = Watched(page)
    page.add_init_script(WATCH_POLICY)

    def note(message: Any) -> None:
        text = message.text
        if message.type in {"error", "warning"} and not text.startswith(EXPECTED_NOISE):
            watching.complaints.append(text)

    page.on("console", note)
    page.on("pageerror", lambda error: watching.complaints.append(str(error)))
    return watching


def sign_in(page: Page, url: str, username: str, password: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main [type=submit], form [type=submit]")
    page.wait_for_url(lambda address: "/sign-in" not in address)
