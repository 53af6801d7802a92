import { ERROR_CLASSES, UNREACHED, type ErrorClass } from "../schema/request.ts";
import type { Second } from "../schema/cell.ts";
import type { ParsedSpec } from "../schema/spec.ts";

/** Ends a load at whose target nothing answers: the generator would only measure how fast it can fail. */
export class DeadTargetWatch {
  /** Host and port, which hold no secret. */
  readonly #target: string;
  #decided = false;

  constructor({ target, proxy }: Pick<ParsedSpec, "target" | "proxy">) {
    const through = proxy === undefined ? "" : ` through the proxy ${new URL(proxy).host}`;
    this.#target = `${new URL(target).host}${through}`;
  }

  /** Why the load must end: decided once, at the first second in which a request ended; `undefined` if it goes on. */
  add({ requests, failureClasses = {} }: Second): string | undefined {
    if (this.#decided || requests === 0) return undefined;
    this.#decided = true;
    const classes = Object.keys(failureClasses) as ErrorClass[];
    const unreached = classes.filter((each) => UNREACHED.has(each));
    if (unreached.reduce((sum, each) => sum + failureClasses[each]!, 0) < requests) return undefined;
    const why = unreached.map((each) => `${each}, ${ERROR_CLASSES[each]}`).join("; ");
    const count = requests === 1 ? "the first request" : `each of the first ${requests} requests`;
    return `Nothing answers at ${this.#target}: ${count} failed (${why}). Start the target or correct its address; --keep-going continues all the same.`;
  }
}
