/** Questions to a Prometheus. */
import type { Window } from "../window.ts";
import type { AskOptions, PrometheusDoor } from "./access.ts";
import { readAnswer, type Series } from "./answer.ts";

/** Prometheus answers no range query with more than 11 000 points a series. */
const MAX_STEPS = 10_000;

/**
 * Steps that meet both ends of a window.
 * @returns whole milliseconds between two points: no less than `atLeastMs`, and no more points than Prometheus gives
 */
export function stepMs({ from, to }: Window, atLeastMs: number): number {
  const steps = Math.max(1, Math.min(Math.floor((to - from) / atLeastMs), MAX_STEPS));
  return Math.max(1, Math.floor((to - from) / steps));
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

export class PrometheusClient {
  readonly #door: PrometheusDoor;
  readonly #options: AskOptions;

  constructor(door: PrometheusDoor, options: AskOptions = {}) {
    this.#door = door;
    this.#options = options;
  }

  /** The query's value at one time. With a range as its last part (`up[5m]`), the samples themselves. */
  at(query: string, at: number): Promise<Series[]> {
    return this.#ask("/query", { query, time: seconds(at) });
  }

  /** The query's values from one time to another, both included. */
  over(query: string, window: Window, step: number): Promise<Series[]> {
    const { from, to } = window;
    return this.#ask("/query_range", { query, start: seconds(from), end: seconds(to), step: seconds(step) });
  }

  async #ask(path: string, parameters: Record<string, string>): Promise<Series[]> {
    const { status, text } = await this.#door.get(`${path}?${new URLSearchParams(parameters)}`, this.#options);
    return readAnswer(status, text);
  }
}
