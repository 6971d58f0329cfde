"""What a person does with the pages: take a post, find the open step, fill its form, press its button."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Locator, Page, expect

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


@dataclass
class Driver:
    """One person after another at one browser."""

    page: Page
    base: str

    def go(self, path: str) -> None:
        self.page.goto(urljoin(self.base, path))

    def become(self, title: str) -> None:
        """Take a post, on the login page or from the corner of any other."""
        self.go("/tugas/")
        if "/masuk/" in self.page.url:
            self.send(self.page.get_by_role("button", name=re.compile("^" + re.escape(title))).first)
        elif self.page.locator(".who summary").inner_text().strip() != title:
            self.page.locator(".who summary").click()
            self.send(self.page.locator(".who").get_by_role("button", name=re.compile("^" + re.escape(title))).first)
        expect(self.page.locator(".who summary")).to_contain_text(title)

    def start(self, procedure: str, period: str) -> str:
        """Begin a case and return its address."""
        self.go("/siklus/mulai/")
        self.page.get_by_label("Prosedur", exact=True).select_option(label=procedure)
        self.page.get_by_label("Periode", exact=True).select_option(label=period)
        self.press("Mulai kasus")
        return urlsplit(self.page.url).path

    def open_step(self, case: str) -> bool:
        """Go to the step whose turn it is, as the post whose turn it is. False once the case is archived."""
        self.go(case)
        now = self.page.locator("tr[aria-current=step] td.text a")
        if now.count() == 0:
            return False
        address = now.first.get_attribute("href")
        assert address is not None
        self.go(address)
        self.become(self.whose_turn())
        self.go(address)
        return True

    def whose_turn(self) -> str:
        """Read from the step's page who is to act: its performer, or the receiver of what was handed over."""
        facts = self.page.locator("dl.facts > div")
        receiver = facts.filter(has_text="Menunggu jawaban")
        told = (receiver if receiver.count() else facts).first.locator("dd").inner_text()
        return told.split("\n")[0].split(" / ")[0].strip()

    def press(self, name: str) -> None:
        self.send(self.page.get_by_role("button", name=re.compile(name)).first)

    def send(self, button: Locator) -> None:
        """Press a button that sends a form, and wait for the page that answers."""
        with self.page.expect_navigation():
            button.click()

    def refused(self) -> list[str]:
        return self.page.locator(".errors li").all_inner_texts()

    def finish_step(self) -> None:
        """Do the step as its form suggests it; what the form cannot know is filled in."""
        if self.page.get_by_role("link", name=re.compile("Buka formulir")).count():
            self.fill_sheet()
            return
        for place, chosen in enumerate(self.page.locator("select[name^=items-]").all()):
            if not chosen.input_value():
                chosen.select_option("dikecualikan")
                self.page.locator(f"input[name=items-{place}-note]").fill("Belum disahkan pada periode ini")
        if self.page.locator("input[name=answer][value=ya]").count():
            self.page.locator("input[name=answer][value=ya]").check()
            self.page.locator("textarea[name=analysis]").fill("Angka wajar, lengkap, dan didukung bukti.")
            for field in self.page.locator("textarea[name^=actions-]").all():
                field.fill("Jadwalkan ulang dan pantau setiap bulan (contoh)")
        self.send(self.primary())
        assert self.refused() == []

    def primary(self) -> Locator:
        return self.page.locator("button.primary[name=do]").first

    def fill_sheet(self, value: str = "1") -> None:
        """Receive the unit's form, fill every figure, attach the evidence that is asked for, hand it in."""
        self.page.get_by_role("link", name=re.compile("Buka formulir")).first.click()
        begin = self.page.get_by_role("button", name=re.compile("Terima formulir|Mulai memperbaiki"))
        if begin.count():
            self.send(begin.first)
        for field in self.page.locator("input[name^=value-]").all():
            if field.is_enabled():
                field.fill(value)
        self.press("Serahkan")
        for _ in range(10):
            lacking = self.page.locator(".errors a[href*=evidence-]")
            if lacking.count() == 0:
                break
            key = (lacking.first.get_attribute("href") or "").rpartition("-")[2]
            box = self.page.locator(f"input[type=file][name$='{key}']")
            box.set_input_files({"name": "bukti.pdf", "mimeType": "application/pdf", "buffer": PDF})
            self.send(self.page.locator(f"button[formaction*='/{key}/']").first)
            self.press("Serahkan")
        assert self.refused() == []

    def return_one_indicator(self, reason: str) -> None:
        """Answer a review with "tidak", aimed at the first indicator that a unit supplies."""
        self.page.locator("input[name=answer][value=tidak]").check()
        self.page.locator("input[name=target][value='7'], select[name=target]").first.wait_for()
        target = self.page.locator("select[name=target]")
        if target.count():
            target.select_option("7")
        else:
            self.page.locator("input[name=target][value='7']").check()
        self.page.locator("details.more summary").first.click()
        self.page.locator("input[name=indicators]").first.check()
        self.page.locator("textarea[name=reason]").fill(reason)
        self.send(self.primary())
        assert self.refused() == []
