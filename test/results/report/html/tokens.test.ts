import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const css = readFileSync(new URL("../../../../results/report/html/styles/tokens.css", import.meta.url), "utf8");
/** By name: the colour in the light and in the dark theme. */
const TOKENS = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name!,
    [light!, dark!],
  ]),
);

/** Relative luminance as in WCAG 2.2. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

/** Colours whose contrast with paper or panels is too low, in either theme. */
const tooFaint = (names: readonly string[], least: number) =>
  names.flatMap((name) =>
    ["paper", "panel"].flatMap((ground) =>
      [0, 1].flatMap((theme) => {
        const found = contrast(TOKENS.get(name)![theme]!, TOKENS.get(ground)![theme]!);
        return found < least ? [`${name} on ${ground}: ${found.toFixed(2)}`] : [];
      }),
    ),
  );

describe("the colours of the report", () => {
  it("text has a contrast of at least 4.5 in both themes", () => {
    assert.deepEqual(tooFaint(["ink", "quiet", "link", "better", "worse"], 4.5), []);
  });

  it("lines and markers of sides and services have a contrast of at least 3 in both themes", () => {
    const names = [...TOKENS.keys()].filter((name) => /^(side|service|links)/.test(name));
    assert.equal(names.length, 6 + 12 + 1);
    assert.deepEqual(tooFaint(names, 3), []);
  });
});
