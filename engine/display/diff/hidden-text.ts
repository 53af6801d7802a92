/** That something changes which is not to be shown. Pure. */
import type { Hidden } from "./changes.ts";
import { margin, painted, signedAs, type Style } from "./style.ts";

export function hiddenText({ found }: Hidden, style: Style): string {
  const at = signedAs("update", style);
  return found.map((path) => painted(at, `${margin(at)}${path} (hidden)\n`)).join("");
}
