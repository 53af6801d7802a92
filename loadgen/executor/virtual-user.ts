import type { Clock } from "../clock.ts";
import { basicAuthorization } from "../../base/url.ts";
import { headerLines } from "../transport/request/content.ts";
import {
  isSameOrigin,
  originOf,
  type Connection,
  type Origin,
  type Transport,
  type WireOutcome,
} from "../transport/transport.ts";
import { UNSENT } from "../schema/request.ts";
import type { Sample, SampleSink } from "../measure/sample.ts";
import { Random } from "../../base/random.ts";
import type { ScenarioData } from "../scenario/data.ts";
import type { Form, Reply, RequestOptions, User } from "../scenario/scenario.ts";
import { CookieJar } from "../transport/cookies/jar.ts";
import { pauseMsAfter } from "./back-off.ts";
import { isChecked, judge, keepsBody } from "./judge.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { firstHop, follow, type Hop } from "./redirect.ts";
import { addTallies } from "./tallies.ts";
import { USER_STOPPED } from "./user-stopped.ts";
import { versionOf, type CanaryMatch } from "./version.ts";

/** Shared by all users of a worker. */
export interface UserContext {
  clock: Clock;
  sink: SampleSink;
  transport: Transport;
  target: URL;
  seed: number;
  requestTimeoutUs: number;
  /** Users pause while they cannot connect. In the open model the schedule alone decides. */
  backsOff: boolean;
  tallyHeaders: readonly string[];
  canary?: CanaryMatch | undefined;
  data: ScenarioData;
}

/** A user: a connection, a cookie jar, a stream of random numbers; turns requests into samples. */
export class VirtualUser implements User {
  readonly index: number;
  readonly random: Random;
  readonly #context: UserContext;
  readonly #origin: Origin;
  readonly #jar: CookieJar;
  /** What the user information of the target's URL stands for. */
  readonly #authorization: string | undefined;
  #connection: Connection;
  /** Connections to other origins, reached by redirects only. */
  #otherConnections: Map<string, Connection> | undefined;
  #busy: Connection | undefined;
  readonly #requests = new OneAtATime();
  #stopping = false;
  #isCut = false;
  #wake: (() => void) | undefined;
  /** Requests in a row, up to the last one, that found no connection. */
  #unsent = 0;
  /** The arrival that the next request belongs to. */
  #arrival: Sample["arrival"];

  constructor(context: UserContext, index: number, stream: number) {
    this.index = index;
    this.random = new Random(context.seed, stream);
    this.#context = context;
    this.#origin = originOf(context.target);
    this.#authorization = basicAuthorization(context.target);
    this.#jar = new CookieJar(context.clock);
    this.#connection = context.transport.connection(this.#origin, index);
  }

  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Whether its code was ended at a request: what it throws from then on is no fault of the scenario. */
  get isCut(): boolean {
    return this.#isCut;
  }

  get busy(): boolean {
    return this.#busy !== undefined;
  }

  /** Sends no further requests; a think time ends at once. */
  stop(): void {
    this.#stopping = true;
    this.#wake?.();
  }

  /** Assigns an arrival, due at `intendedUs` and picked up at `takenUs`, to the next request. */
  assignArrival(intendedUs: number, takenUs: number): void {
    this.#arrival = { intendedUs, pickedUpUs: takenUs };
  }

  /** Whether the assigned arrival has not sent a request yet. */
  get hasUnsentArrival(): boolean {
    return this.#arrival !== undefined;
  }

  /** Sleeps until the `wake` that `arm` received is called, or until the user is stopped. */
  sleep(arm: (wake: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      arm(resolve);
    });
  }

  /** Aborts the request in flight. */
  abort(): void {
    this.#busy?.abort();
  }

  /** Resolves once no request is under way. */
  idle(): Promise<void> {
    return this.#requests.idle();
  }

  /** @throws Error for a task that sent two requests at once, or did not await one */
  endTask(): void {
    this.#requests.endTask();
  }

  /** Aborts the request in flight; code of the scenario that still runs can send no other. */
  close(): void {
    this.stop();
    this.#connection.close();
    this.#otherConnections?.forEach((connection) => connection.close());
  }

  row<Column extends string>(name: string): Readonly<Record<Column, string>> {
    return this.#context.data.row(name, this.index);
  }

  get<Name extends string = never>(path: string, options?: RequestOptions<Name>): Promise<Reply<Name>> {
    return this.request("GET", path, options);
  }

  post<Name extends string = never>(path: string, form: Form, options?: RequestOptions<Name>): Promise<Reply<Name>> {
    return this.request("POST", path, { ...options, form });
  }

  async request<Name extends string = never>(
    method: string,
    path: string,
    options: RequestOptions<Name> = {},
  ): Promise<Reply<Name>> {
    this.#requests.begin(method, path);
    let sample: Sample | undefined;
    const { clock, sink, canary } = this.#context;
    // One async function: on this hot path each further one costs more than the histograms.
    try {
      // Before the load's end is looked at: a short load reports as well what can't be sent.
      let hop = firstHop(this.#origin, method, path, options);
      if (this.#unsent > 0) await this.#backOff();
      if (this.#stopping) this.#cut();
      const startUs = clock.nowUs();
      sink.begin(this.#arrival !== undefined, startUs);
      sample = {
        endpoint: sink.endpoint(method, options.name ?? path),
        arrival: this.#arrival,
        startUs,
        endUs: startUs,
        firstByteUs: undefined,
        connectUs: undefined,
        tlsUs: undefined,
        failure: undefined,
        isChecked: isChecked(options),
        bytes: 0,
        tallies: undefined,
        version: canary && "unknown",
      };
      this.#arrival = undefined;
      const deadlineUs = startUs + this.#context.requestTimeoutUs;
      const keepBody = keepsBody(options, canary);
      let outcome: WireOutcome;
      for (let hops = 1; ; hops += 1) {
        outcome = await this.#exchange(hop, keepBody, deadlineUs);
        this.#applyOutcome(outcome, hop, sample);
        if (canary) sample.version = versionOf(canary, outcome);
        const next = follow(outcome, hop, hops, sample);
        if (next === undefined) break;
        hop = next;
      }
      if (sample.failure?.class === "aborted") this.#cut();
      const isUnsent = sample.failure !== undefined && UNSENT.has(sample.failure.class);
      this.#unsent = isUnsent && this.#context.backsOff ? this.#unsent + 1 : 0;
      const { reply, failure } = judge(outcome, sample.failure, options);
      sample.failure = failure;
      return reply;
    } finally {
      // Also when a check of the scenario threw.
      if (sample !== undefined) sink.end(sample);
      this.#requests.end();
    }
  }

  #cut(): never {
    this.#isCut = true;
    throw USER_STOPPED;
  }

  #backOff(): Promise<void> {
    const { clock } = this.#context;
    const dueUs = clock.nowUs() + pauseMsAfter(this.#unsent) * 1000;
    return this.sleep((wake) => clock.at(dueUs, wake));
  }

  #exchange(
    { method, origin, path, content, authorization }: Hop,
    keepBody: boolean,
    deadlineUs: number,
  ): Promise<WireOutcome> {
    const connection = this.#connectionTo(origin);
    this.#busy = connection;
    const lines = headerLines(method, content, {
      host: origin.host,
      authorization: authorization ?? (isSameOrigin(origin, this.#origin) ? this.#authorization : undefined),
      cookies: this.#jar.cookiesFor(origin, path),
    });
    const { body, closes } = content;
    return connection.exchange({ method, path, headerLines: lines, body, closes, keepBody }, deadlineUs);
  }

  #applyOutcome(outcome: WireOutcome, hop: Hop, sample: Sample): void {
    this.#busy = undefined;
    sample.endUs = outcome.endUs;
    sample.firstByteUs ??= outcome.firstByteUs;
    sample.bytes += outcome.bodyBytes;
    if (outcome.connectUs !== undefined) sample.connectUs = (sample.connectUs ?? 0) + outcome.connectUs;
    if (outcome.tlsUs !== undefined) sample.tlsUs = (sample.tlsUs ?? 0) + outcome.tlsUs;
    if (outcome.failure !== undefined) return;
    const { head } = outcome;
    if (head.setCookies !== undefined) this.#jar.store(hop.origin, hop.path, head.setCookies);
    if (this.#context.tallyHeaders.length > 0) addTallies(sample, head, this.#context.tallyHeaders);
  }

  #connectionTo(origin: Origin): Connection {
    if (isSameOrigin(origin, this.#origin)) return this.#connection;
    const key = `${origin.protocol}//${origin.host}`;
    this.#otherConnections ??= new Map();
    let connection = this.#otherConnections.get(key);
    if (connection === undefined) {
      connection = this.#context.transport.connection(origin, this.index);
      this.#otherConnections.set(key, connection);
    }
    return connection;
  }
}
