/** What all pages of the archive have in common, besides reports. */
import { readFileSync } from "node:fs";
import { clientScript, htmlDocument } from "../report/html/document.ts";
import { html } from "../report/html/markup.ts";
import type { Content } from "../report/html/markup.ts";
import { themeChoice } from "../report/html/theme.ts";

/** Source of a script or style of these pages. */
export const own = (name: string): string => readFileSync(new URL(`./client/${name}`, import.meta.url), "utf8");

export interface ShellOptions {
  /** Scripts besides those of reports. Default: none at all. */
  scripts?: readonly string[];
  /** Forms may be sent to this server. Default: `false`. */
  form?: boolean;
  /** Scripts may ask this server. Default: `false`. */
  connect?: boolean;
}

export function shell(title: string, body: Content, { scripts, form, connect }: ShellOptions = {}): string {
  return htmlDocument({
    title: `Stackmark: ${title}`,
    scripts: scripts ? [clientScript("page"), clientScript("charts"), ...scripts] : [],
    styles: [own("serve.css")],
    allow: [...(form ? (["form-action"] as const) : []), ...(connect ? (["connect-src"] as const) : [])],
    body: html`<header><h1>${title}</h1></header>
      <main>${body}</main>
      ${
        scripts &&
        html`<footer>
          <p>${themeChoice()}</p>
        </footer>`
      }
      <p id="said" class="skip" role="status" aria-live="polite"></p>`,
  });
}
