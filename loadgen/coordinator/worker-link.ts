import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import { messageOf } from "../../base/errors.ts";
import { realClock, type Clock } from "../clock.ts";
import { SILENT_MS, type ToWorker } from "../worker/protocol.ts";
import { onlyStream, Session } from "../worker/session.ts";
import type { WorkerPlace, WorkerSource } from "./worker-source.ts";

/** A worker as the coordinator sees it, wherever it runs. */
export interface WorkerLink {
  readonly place: WorkerPlace;
  readonly scenario: string | undefined;
  send(message: ToWorker): void;
  /** In order; they end when the worker ends in any way. */
  messages: AsyncGenerator<unknown, void, undefined>;
  kill(): void;
  /** How it ended, in words that follow "it". */
  ended: Promise<string>;
  /** For how long it may be out of reach before it is lost, in ms. */
  readonly reattachMs: number;
  /** How often a stream to it was opened after another was lost. */
  readonly reattached: number;
}

/** Pause between two attempts to open a stream. */
const RETRY_US = 500_000;

/** Connects the coordinator with a worker, again if its stream is lost, for as long as the source allows. */
export function linkTo(source: WorkerSource, clock: Clock = realClock): WorkerLink {
  const { place, reattachMs, scenario } = source;
  const dialling = new AbortController();
  let opened = 0;
  const ended = source.ended.then((how) => {
    dialling.abort();
    return how;
  });
  const pause = () => new Promise<void>((resolve) => clock.at(clock.nowUs() + RETRY_US, resolve));
  const again = async (failure: Error | undefined): Promise<Duplex | undefined> => {
    let why = failure;
    for (let isFirst = opened === 0; !dialling.signal.aborted; isFirst = false) {
      if (!isFirst) await Promise.race([pause(), ended]);
      if (dialling.signal.aborted) break;
      if (clock.nowUs() - session.heardUs >= reattachMs * 1000) throw unreachable(reattachMs, why);
      const opening = source.open(dialling.signal);
      try {
        const stream = await Promise.race([opening, ended.then(() => undefined)]);
        if (stream !== undefined) opened += 1;
        // A stream that comes after the worker's end is nobody's.
        else opening.then((late) => late.destroy()).catch(() => undefined);
        return stream;
      } catch (error) {
        why = error as Error;
      }
    }
    return undefined;
  };
  const only = reattachMs > 0 ? undefined : source.open(dialling.signal).then(onlyStream);
  const session: Session = new Session({
    id: randomUUID(),
    nextStream: only === undefined ? again : async (failure) => (await only)(failure),
    clock,
    silentMs: reattachMs > 0 ? SILENT_MS : undefined,
  });
  return {
    ...{ place, scenario, reattachMs },
    ended,
    send: (message) => session.send(message),
    messages: session.messages(),
    kill() {
      dialling.abort();
      source.kill();
    },
    get reattached() {
      return Math.max(0, opened - 1);
    },
  };
}

function unreachable(limitMs: number, why: Error | undefined): Error {
  const reason = why === undefined ? "" : `: ${messageOf(why)}`;
  return new Error(`it could not be reached for ${limitMs / 1000} s${reason}`, { cause: why });
}
