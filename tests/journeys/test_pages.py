"""Every place of the menu, as people see it: on a desk and on a phone, with and without JavaScript."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.driver import Driver

pytestmark = pytest.mark.journey

PLACES = (
    "/tugas/",
    "/siklus/",
    "/formulir/",
    "/hasil/",
    "/dokumen/",
    "/prosedur/",
    "/jejak/",
    "/kasus/1/",
    "/hasil/1/",
    "/hasil/1/rekapitulasi/",
    "/hasil/1/perkembangan/",
    "/hasil/1/analisis/",
    "/hasil/analisis/1/",
    "/hasil/1/pembanding/",
    "/hasil/pembanding/1/",
    "/hasil/1/anggaran/",
    "/hasil/1/proses/",
    "/tindak-lanjut/",
    "/tindak-lanjut/1/",
)
PHONE, DESK = 390, 1366


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def seen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Page, int]]:
    width: int = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 844}, is_mobile=width == PHONE, locale="id-ID", timezone_id="Asia/Jakarta"
    )
    yield context.new_page(), width
    context.close()


def test_every_place_is_accessible_and_fits_its_screen(demo: str, seen: tuple[Page, int]) -> None:
    page, width = seen
    Driver(page, demo).become("Kasubag Program dan Keuangan")
    wrong = []
    for place in PLACES:
        page.goto(demo + place)
        over = page.evaluate("document.documentElement.scrollWidth") - width
        found = [f"{one['id']} {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]
        wrong += [f"{place}: {told}" for told in [*([f"{over} px too wide"] if over > 0 else []), *found]]
    assert wrong == []


def test_a_draft_is_saved_on_a_phone_without_javascript(demo: str, browser: Browser) -> None:
    context = browser.new_context(
        viewport={"width": PHONE, "height": 844}, is_mobile=True, java_script_enabled=False, locale="id-ID"
    )
    page = context.new_page()
    driver = Driver(page, demo)
    driver.become("JF Analis Kebijakan")
    page.get_by_role("link", name="Mengisi formulir").first.click()
    page.get_by_role("link", name="Buka formulir").first.click()
    begin = page.get_by_role("button", name="Terima formulir")
    if begin.count():
        begin.first.click()
    page.locator("input[name^=value-]").first.fill("dua belas")
    page.get_by_role("button", name="Simpan draf").first.click()
    expect(page.locator("input[name^=value-]").first).to_have_value("dua belas")
    page.locator("input[name^=value-]").first.fill("12")
    page.get_by_role("button", name="Simpan draf").first.click()
    expect(page.locator("input[name^=value-]").first).to_have_value("12")
    context.close()
