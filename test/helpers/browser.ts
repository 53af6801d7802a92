/** The machine's Chromium. Without one, tests of pages are skipped with a message. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { skipIf } from "./skip.ts";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts one browser for the suite that calls it. It opens files by path, and URLs. */
export function browser(): { open: (file: string, options?: BrowserContextOptions) => Promise<OpenPage> } {
  let running: Browser | undefined;
  before(async function () {
    const executablePath = PLACES.find((place) => existsSync(place));
    skipIf(this, executablePath ? null : `no Chromium at ${PLACES.join(", ")} (Debian: apt-get install chromium)`);
    this.timeout(60_000);
    running = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] });
  });
  beforeEach(function () {
    // Starting a page takes seconds on a busy machine, and no test of pages measures time.
    this.currentTest?.timeout(60_000);
  });
  after(async () => {
    await running?.close();
  });
  return {
    open: async (file, options = {}) => {
      if (!running) throw new Error("The browser is not running");
      return openPage(running, file, options);
    },
  };
}

export interface OpenPage {
  page: Page;
  /** Console errors and warnings, uncaught exceptions and dialogs, in order. */
  complaints: string[];
  /** URLs that the page requested besides its own file. */
  requests: string[];
}

async function openPage(browser: Browser, file: string, options: BrowserContextOptions): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const own = URL.canParse(file) ? file : `file://${file}`;
  page.on("request", (request) => {
    if (request.url() !== own) requests.push(request.url());
  });
  await page.goto(own);
  return { page, complaints, requests };
}
