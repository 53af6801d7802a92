import { ERROR_CLASSES, UNREACHED, type ErrorClass } from "../schema/request.ts";
import type { ErrorCount, Second } from "../schema/cell.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import { WITHOUT_TLS } from "../transport/failures.ts";

/** Ends a load at whose target nothing answers: the generator would only measure how fast it can fail. */
export class DeadTargetWatch {
  /** Host and port, which hold no secret. */
  readonly #target: string;
  readonly #through: string;
  #decided = false;

  constructor({ target, proxy }: Pick<ParsedSpec, "target" | "proxy">) {
    this.#target = new URL(target).host;
    this.#through = proxy === undefined ? "" : ` through the proxy ${new URL(proxy).host}`;
  }

  /**
   * Why the load must end: decided once, at the first second in which a request ended; `undefined` if it goes on.
   * @param errors of this second, for what went wrong in detail
   */
  add(
    { requests, failureClasses = {} }: Second,
    errors: readonly Pick<ErrorCount, "class" | "message">[] = [],
  ): string | undefined {
    if (this.#decided || requests === 0) return undefined;
    this.#decided = true;
    const classes = Object.keys(failureClasses) as ErrorClass[];
    const unreached = classes.filter((each) => UNREACHED.has(each));
    if (unreached.reduce((sum, each) => sum + failureClasses[each]!, 0) < requests) return undefined;
    const details = (of: ErrorClass) =>
      new Set(errors.filter((each) => each.class === of).map(({ message }) => message));
    const why = unreached.map((each) => [`${each}, ${ERROR_CLASSES[each]}`, ...details(each)].join(": ")).join("; ");
    const count = requests === 1 ? "the first request" : `each of the first ${requests} requests`;
    const { what, remedy } = adviceFor(unreached, [...details("tls")]);
    return `${what} ${this.#target}${this.#through}: ${count} failed (${why}). ${remedy}; --keep-going continues all the same.`;
  }
}

/** What is the matter, and what to do about it. */
function adviceFor([only, ...others]: readonly ErrorClass[], tls: readonly string[]): { what: string; remedy: string } {
  if (others.length === 0 && only === "proxy") {
    return {
      what: "Nothing gets to",
      remedy: "Start the proxy, correct --proxy, or see what it allows",
    };
  }
  if (others.length === 0 && only === "tls") {
    return tls.length > 0 && tls.every((message) => message.startsWith(WITHOUT_TLS))
      ? { what: "No TLS at", remedy: "Use http:// in place of https://, or correct the port" }
      : { what: "No TLS connection to", remedy: "Correct the address or the certificate, or see --insecure" };
  }
  return { what: "Nothing answers at", remedy: "Start the target or correct its address" };
}
