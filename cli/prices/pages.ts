/** Reads a cloud's answer of several pages over HTTP. */
import type { z } from "zod";

/** More pages than any answer has. */
const MAX_PAGES = 500;
const TIMEOUT_MS = 60_000;

export interface PagesOptions<Page> {
  fetch: typeof fetch;
  schema: z.ZodType<Page>;
  /** Address of the next page; empty: this was the last one. */
  nextOf: (page: Page) => string;
  headers?: Record<string, string>;
}

/** @throws if a page is refused, has another form, repeats, or is of another host, which must not get the headers */
export async function readPages<Page>(
  first: string,
  { fetch: get, schema, nextOf, headers = {} }: PagesOptions<Page>,
): Promise<Page[]> {
  const { host, origin } = new URL(first);
  const pages: Page[] = [];
  const read = new Set<string>();
  for (let url = first; url !== ""; url = nextOf(pages.at(-1)!)) {
    if (URL.parse(url)?.origin !== origin) throw new Error(`${host} names a next page elsewhere: ${url}`);
    if (read.has(url)) throw new Error(`${host} names the same next page again`);
    if (read.size === MAX_PAGES) throw new Error(`${host} has more than ${MAX_PAGES} pages`);
    read.add(url);
    const response = await get(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`${host} answered ${response.status} ${response.statusText}`.trim());
    const answer = schema.safeParse(await response.json());
    if (!answer.success) {
      const { path, message } = answer.error.issues[0]!;
      throw new Error(`${host} gave an answer of another form (${[...path, message].join(": ")})`);
    }
    pages.push(answer.data);
  }
  return pages;
}
