import { randomBytes } from "node:crypto";

/** `<stack>-<UTC time>-<random>`: sorts by time, and two at the same second differ. */
export function newRunId(stack: string, now = new Date()): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return `${stack}-${time}-${randomBytes(2).toString("hex")}`;
}
