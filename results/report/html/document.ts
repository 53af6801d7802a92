/**
 * The HTML document around a page, in one file. Its content security policy allows only these scripts and styles, by
 * digest, so that hostile text can neither run scripts nor send requests.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Markup, html } from "./markup.ts";
import type { Content } from "./markup.ts";

const own = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** In cascading order. */
const STYLES = ["tokens", "identity", "page", "tables", "summary", "results", "charts", "narrow", "print"];

export interface Document {
  title: string;
  /** Sources of Stackmark's modules, in the order in which they run. */
  scripts: readonly string[];
  /** Styles after those of all pages. Default: none. */
  styles?: readonly string[];
  body: Content;
  /** What the page may request from its own server. Default: nothing, so that it works as a file. */
  allow?: readonly ("connect-src" | "form-action")[];
}

/** Source of a script in `client/`. */
export const clientScript = (name: string): string => own(`./client/${name}.mjs`);

export function htmlDocument({ title, scripts, styles: more = [], body, allow = [] }: Document): string {
  const styles = [inline("style", [...STYLES.map((name) => own(`./styles/${name}.css`)), ...more].join(""))];
  const run = scripts.map((text) => inline("script", text, ' type="module"'));
  const sources = (parts: typeof styles) =>
    parts.length === 0 ? "'none'" : parts.map(({ source }) => source).join(" ");
  const form = allow.includes("form-action") ? "'self'" : "'none'";
  const connect = allow.includes("connect-src") ? " connect-src 'self';" : "";
  const policy = `default-src 'none'; style-src ${sources(styles)}; script-src ${sources(run)};${connect} base-uri 'none'; form-action ${form}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="Stackmark" />
        <title>${title}</title>
        ${styles.map(({ markup }) => markup)}
      </head>
      <body>
        ${body} ${run.map(({ markup }) => markup)}
      </body>
    </html> `.text;
}

/** The digest covers the exact text between the tags. */
function inline(tag: "style" | "script", text: string, attributes = ""): { markup: Markup; source: string } {
  if (text.includes(`</${tag}`)) throw new Error(`The report's own ${tag} would end its element`);
  const source = `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return { markup: new Markup(`<${tag}${attributes}>${text}</${tag}>`), source };
}
