"""One quarter of the Sekretariat DPRD in a browser, from the order to the archive of both procedures."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.driver import Driver

pytestmark = pytest.mark.journey

COLLECTING, MEASURING, PERIOD = "Pengumpulan Data Kinerja", "Pengukuran Kinerja", "Triwulan III 2024"


def carry_on(driver: Driver, case: str, *, return_at: str = "") -> int:
    """Do one open step after another until the case is archived; return how many were done."""
    returned = False
    for done in range(60):
        if not driver.open_step(case):
            return done
        heading = driver.page.locator("h1").inner_text()
        if return_at and not returned and return_at in heading:
            driver.return_one_indicator("Angka tidak cocok dengan buktinya; periksa dan betulkan.")
            returned = True
        else:
            driver.finish_step()
    raise AssertionError("the case does not come to its end")


def test_a_quarter_from_the_order_to_the_archive(demo: str, page: Page) -> None:
    driver = Driver(page, demo)
    driver.become("Sekretaris DPRD")
    collecting = driver.start(COLLECTING, PERIOD)
    assert carry_on(driver, collecting, return_at="Menganalisa laporan") == 12 + 2 + 4 + 1  # units, a return, a reply
    driver.become("Sekretaris DPRD")
    measuring = driver.start(MEASURING, PERIOD)
    assert carry_on(driver, measuring) == 10 + 1
    for case in (collecting, measuring):
        driver.go(case)
        expect(page.locator(".badge").filter(has_text=re.compile("diarsipkan"))).to_be_visible()
    driver.go("/hasil/")
    page.get_by_role("link", name=re.compile(PERIOD)).first.click()
    expect(page.get_by_text(re.compile("Jelaskan angka ini")).first).to_be_visible()
    page.goto(demo + "/dokumen/")
    paper = page.locator("a[href^='/dokumen/']").filter(has_text="Laporan hasil pengukuran kinerja").first
    answer = page.request.get(demo + (paper.get_attribute("href") or ""))
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")
