import { junitXml } from "../../base/junit.ts";
import { redactUrl } from "../../base/url.ts";
import { checksOf } from "../schema/checks.ts";
import { linesOf, writeWhole, type LoadOutput } from "./output-file.ts";

/** The outcome of a load and of its thresholds as a JUnit file, written at its end. */
export const junitFile = (path: string): LoadOutput => ({
  second: () => undefined,
  finish: async ({ result }) => {
    const suite = { name: redactUrl(result.target), startedAt: result.startedAt, cases: checksOf(result, "load") };
    return linesOf([await writeWhole(path, () => junitXml("stackmark load", [suite]))]);
  },
});
