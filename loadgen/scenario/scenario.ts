import type { Random } from "../../base/random.ts";
import type { ThinkTime } from "../schema/fields.ts";
import type { RequestInput } from "../transport/request/content.ts";
import type { Expectation, Extraction } from "./answer.ts";
import type { DataFile } from "./data.ts";

/** Final response of a request, after its redirects. */
export interface Reply<Name extends string = never> {
  /** `null` without a response. */
  status: number | null;
  ok: boolean;
  /** Only where the request asked to `keepBody`, expected something of it or extracted from it. */
  body: string | null;
  /** What `extract` named. A value that was not found is `""`, and its request has failed. */
  values: Readonly<Record<Name, string>>;
}

/** Fields of a form by name. */
export type Form = Readonly<Record<string, string | number>>;

export interface RequestOptions<Name extends string = string> extends RequestInput {
  /** What the request is counted under, after its method: groups paths that differ by an id. Default: the path. */
  name?: string;
  /** Collects the body for `check` and the reply. */
  keepBody?: boolean;
  /** Returns `null` for a good reply, else what is wrong in a few fixed words; the request then fails with class `check`. */
  check?: (reply: Reply<Name>) => string | null;
  /** What the response must be; else the request fails with class `check`. */
  expect?: Expectation;
  /** Values to take out of the body of a good response; without one of them, the request fails with class `check`. */
  extract?: Extraction<Name>;
}

/** One virtual user: its requests go over one connection of its own, with cookies of its own. */
export interface User {
  /** Number of the user in the whole load, from 0. */
  readonly index: number;
  /** Draws that depend on the seed and this user's number alone. */
  readonly random: Random;
  /**
   * Sends a request and follows its redirects: one sample. Failures are counted and returned. `path` is percent-encoded as in
   * a browser.
   * @throws RequestInvalid for what can't be sent: no path, no method, a header with a line break; Error before the last
   * request's answer came: a user sends one at a time
   */
  request<Name extends string = never>(
    method: string,
    path: string,
    options?: RequestOptions<Name>,
  ): Promise<Reply<Name>>;
  get<Name extends string = never>(path: string, options?: RequestOptions<Name>): Promise<Reply<Name>>;
  post<Name extends string = never>(path: string, form: Form, options?: RequestOptions<Name>): Promise<Reply<Name>>;
  /**
   * The next row of a data file of the scenario, by column.
   * @throws Error for a name that the scenario's `data` does not have
   */
  row<Column extends string = string>(name: string): Readonly<Record<Column, string>>;
}

export interface Task<State> {
  name: string;
  /** How often it is drawn, relative to the others. */
  weight: number;
  /** The resolved value is ignored. */
  run(user: User, state: State): Promise<unknown>;
}

/** What users do: `onStart` once, then repeatedly a task drawn by weight and a think time. */
export interface Scenario<State = unknown> {
  name: string;
  thinkTime: ThinkTime;
  /** State of one user, made when it starts. */
  state(user: User): State;
  onStart?(user: User, state: State): Promise<void>;
  /** Data files by name, for `user.row`. */
  data?: Readonly<Record<string, DataFile>>;
  tasks: readonly Task<State>[];
}

/** What a scenario's module exports by default: this, or a scenario as it is. Options are those of the specification. */
export type ScenarioModule = (target: URL, options: Readonly<Record<string, unknown>>) => Scenario | Promise<Scenario>;

/** Draws tasks by their weights, each draw independent of the last. */
export function taskDrawer<State>(tasks: readonly Task<State>[]): (random: Random) => Task<State> {
  let total = 0;
  const bounds = tasks.map(({ weight }) => (total += weight));
  return (random) => {
    const at = random.next() * total;
    const index = bounds.findIndex((bound) => at < bound);
    return tasks[index < 0 ? tasks.length - 1 : index]!;
  };
}
