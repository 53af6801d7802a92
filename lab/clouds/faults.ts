/** Faults of control planes: requests that are throttled, and operations that fail on demand. */
import { mulberry32 } from "../../base/random.ts";

export interface Fault {
  /** Name of a kind, such as `Microsoft.Compute/virtualMachines`; `*`: any. */
  kind: string;
  /** `create`, `update`, `delete`, the name of an action, or `*`. */
  action: string;
  /** How many requests fail. Default: 1. */
  times?: number;
  /**
   * `request`: the request is refused. `before`: it is accepted, and its operation fails without an effect. `after`: the
   * operation fails although its effect is there, such as a machine that runs. Default: `request`.
   */
  when?: "request" | "before" | "after";
  /** HTTP status. */
  status: number;
  code: string;
  message?: string;
}

export class Faults {
  readonly #pending: (Fault & { times: number })[] = [];
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = mulberry32(seed);
  }

  /** A number in [0, 1), the same in each run of a seed. */
  draw(): number {
    return this.#random();
  }

  add(fault: Fault): void {
    this.#pending.push({ ...fault, times: fault.times ?? 1 });
  }

  clear(): void {
    this.#pending.length = 0;
  }

  /** The fault of this request, which it uses up. */
  take(kind: string, action: string): Required<Pick<Fault, "when" | "status" | "code" | "message">> | undefined {
    const matches = (pattern: string, name: string): boolean => pattern === "*" || pattern === name;
    const index = this.#pending.findIndex((each) => matches(each.kind, kind) && matches(each.action, action));
    const fault = this.#pending[index];
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.#pending.splice(index, 1);
    const { status, code, when = "request", message = `an injected fault: ${code}` } = fault;
    return { when, status, code, message };
  }
}
