/** A load in words. */
import { counted } from "../../base/counted.ts";
import { number } from "../../base/format.ts";

/** A specification as it was recorded. */
type Spec = Readonly<Record<string, unknown>>;

/** `120 users`, or `50/s` in the open model; `up to` that where the load has stages. `null` if it was not recorded. */
export function loadText({ model, users, ratePerS, stages }: Spec): string | null {
  const size = model === "open" ? ratePerS : users;
  if (typeof size !== "number") return null;
  const text = model === "open" ? `${number(size)}/s` : counted(size, "user");
  return Array.isArray(stages) ? `up to ${text}` : text;
}

/** How long users think, as the load itself says, such as `exponential`; `null`: its scenario decides. */
export function thinkTimeKind({ thinkTime }: Spec): string | null {
  if (typeof thinkTime !== "object" || thinkTime === null || !("kind" in thinkTime)) return null;
  return typeof thinkTime.kind === "string" ? thinkTime.kind : null;
}

/** What all of them have in common; `null` if their loads differ. */
export function commonLoadText(specs: readonly Spec[]): string | null {
  const [text = null, ...others] = new Set(specs.map(loadText));
  return others.length === 0 ? text : null;
}

/** Whether the name of a level says its load, as those of `stackmark ab` do: `50-users`. */
export const saysLoad = (level: string): boolean => /^\d/.test(level);

/** A level with its load, such as `high, 120 users`. */
export const levelText = (level: string, load: string | null): string =>
  load === null || saysLoad(level) ? level : `${level}, ${load}`;

/** The same within a sentence: `120 users (level high)`. */
export function placeText(level: string, load: string | null): string {
  if (load === null) return `level ${level}`;
  return saysLoad(level) ? load : `${load} (level ${level})`;
}
