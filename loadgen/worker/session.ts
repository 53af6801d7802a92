import type { Duplex } from "node:stream";
import type { Clock, Timer } from "../clock.ts";
import { LoadError } from "../errors.ts";
import { frameOf, readFrames } from "./protocol.ts";

/**
 * What streams carry: first, from both sides, whose session it is and how many messages have been received; then numbered
 * messages, and how many have been received since.
 */
type Frame =
  | { session: string; received: number }
  | { received: number; session?: undefined; number?: undefined }
  | { number: number; message: unknown; received: number; session?: undefined };

export interface SessionOptions {
  /** Both sides know it by this name. The worker does not know it before its coordinator's first stream: `undefined`. */
  id: string | undefined;
  /**
   * The next stream to the other side; `undefined` ends the session.
   * @param failure of the stream before; `undefined` for the first, and for one that just ended
   * @throws what ends the session as a failure
   */
  nextStream(failure: Error | undefined): Promise<Duplex | undefined>;
  clock: Clock;
  /** A stream without any frame for this long is lost; `undefined`: streams may be silent, as those of child processes. */
  silentMs: number | undefined;
}

/** Frames that only say that the side is there, so many in the time after which it would count as silent. */
const BEATS = 5;

/**
 * Messages between a coordinator and a worker, each delivered once and in order, over one stream of bytes after another.
 *
 * Messages are numbered and kept until the other side has confirmed them; on a new stream, each side repeats what the other
 * has not received. So a stream may be cut at any byte, and nothing is lost, doubled or started twice.
 */
export class Session {
  readonly #options: SessionOptions;
  #id: string | undefined;
  #sent = 0;
  #received = 0;
  #unconfirmed: { number: number; frame: Buffer }[] = [];
  /** On which the other side has resumed. */
  #stream: Duplex | undefined;
  #isClosed = false;
  /** Whether the other side was told of the last message that came, as far as a stream delivers it. */
  #isConfirmed = true;
  #heardUs = 0;
  #wroteUs = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#id = options.id;
    this.#heardUs = options.clock.nowUs();
  }

  /** Whether the other side has confirmed all messages. */
  get isDelivered(): boolean {
    return this.#unconfirmed.length === 0;
  }

  /** When the last frame came, or else when the session began, on the session's clock. */
  get heardUs(): number {
    return this.#heardUs;
  }

  send(message: unknown): void {
    this.#sent += 1;
    const frame = frameOf({ number: this.#sent, message, received: this.#received } satisfies Frame);
    this.#isConfirmed = true;
    this.#unconfirmed.push({ number: this.#sent, frame });
    if (this.#stream !== undefined) this.#write(this.#stream, frame);
  }

  /**
   * The other side's messages; they end when there is no next stream. Streams are read whether or not somebody takes the
   * messages, because they also carry what confirms those that were sent.
   * @throws LoadError `LOAD_WORKER_PROTOCOL` when the other side is another session or process; what `nextStream` throws
   */
  async *messages(): AsyncGenerator<unknown, void, undefined> {
    const queue: unknown[] = [];
    let more = Promise.withResolvers<void>();
    let ended = false;
    const reading = this.#read((message) => {
      queue.push(message);
      more.resolve();
    }).finally(() => {
      ended = true;
      more.resolve();
    });
    // Its failure is thrown below, after the messages that came before it.
    reading.catch(() => undefined);
    try {
      while (!ended || queue.length > 0) {
        yield* queue.splice(0);
        if (queue.length > 0 || ended) continue;
        await more.promise;
        more = Promise.withResolvers();
      }
      await reading;
    } finally {
      this.#isClosed = true;
      const stream = this.#stream;
      // After what confirms the last message.
      setImmediate(() => stream?.end());
    }
  }

  async #read(onMessage: (message: unknown) => void): Promise<void> {
    let failure: Error | undefined;
    while (!this.#isClosed) {
      const stream = await this.#options.nextStream(failure);
      if (stream === undefined) return;
      failure = undefined;
      const watch = this.#watch(stream);
      try {
        await this.#over(stream, onMessage);
      } catch (error) {
        if (error instanceof Unresumable) throw new LoadError("LOAD_WORKER_PROTOCOL", error.message);
        failure = error as Error;
      } finally {
        watch.cancel();
        this.#stream = undefined;
        stream.destroy();
      }
    }
  }

  async #over(stream: Duplex, onMessage: (message: unknown) => void): Promise<void> {
    // Reading shows that a stream is lost.
    stream.on("error", () => undefined);
    if (this.#options.id !== undefined) this.#introduce(stream);
    for await (const each of readFrames(stream)) {
      const frame = each as Frame;
      this.#heardUs = this.#options.clock.nowUs();
      if (frame.session !== undefined) this.#resume(stream, frame);
      else if (this.#stream === undefined) throw new Error("a frame came before the session's name");
      else {
        this.#confirm(frame.received);
        if (frame.number === undefined || !this.#isNew(frame.number)) continue;
        this.#confirmSoon(stream);
        onMessage(frame.message);
      }
    }
  }

  /** An answer confirms as well; a packet before it would only make it wait. */
  #confirmSoon(stream: Duplex): void {
    this.#isConfirmed = false;
    setImmediate(() => {
      if (this.#isConfirmed || this.#stream !== stream) return;
      this.#isConfirmed = true;
      this.#write(stream, frameOf({ received: this.#received } satisfies Frame));
    });
  }

  #introduce(stream: Duplex): void {
    this.#write(stream, frameOf({ session: this.#id!, received: this.#received } satisfies Frame));
  }

  #resume(stream: Duplex, { session, received }: { session: string; received: number }): void {
    if (this.#options.id === undefined) {
      this.#id ??= session;
      this.#introduce(stream);
      // The other coordinator reads the name, and gives up.
      if (this.#id !== session) return;
    }
    if (this.#id !== session) throw new Unresumable("The worker belongs to another load.");
    const kept = this.#sent - this.#unconfirmed.length;
    if (received < kept || received > this.#sent) {
      const known = `it has received ${received} messages, of ${kept} to ${this.#sent} that it may have`;
      throw new Unresumable(`The other side's process is not the one that this session began with: ${known}.`);
    }
    this.#confirm(received);
    this.#stream = stream;
    for (const { frame } of this.#unconfirmed) this.#write(stream, frame);
  }

  #confirm(received: number): void {
    const first = this.#unconfirmed[0]?.number ?? 0;
    this.#unconfirmed.splice(0, received - first + 1);
  }

  #isNew(number: number): boolean {
    if (number > this.#received + 1) {
      throw new Unresumable(`Message ${number} came after message ${this.#received}: those between are lost.`);
    }
    if (number <= this.#received) return false;
    this.#received = number;
    return true;
  }

  #write(stream: Duplex, frame: Buffer): void {
    this.#wroteUs = this.#options.clock.nowUs();
    if (stream.writable) stream.write(frame);
  }

  /** Says from time to time that this side is there, and gives up a stream on which the other side does not. */
  #watch(stream: Duplex): Timer {
    const { clock, silentMs } = this.#options;
    if (silentMs === undefined) return { cancel: () => undefined };
    const beatUs = (silentMs * 1000) / BEATS;
    let timer: Timer;
    let silentSinceUs = clock.nowUs();
    let dueUs = silentSinceUs + beatUs;
    const beat = () => {
      const nowUs = clock.nowUs();
      // A side that did not run itself can't tell whether the other was silent.
      silentSinceUs = nowUs - dueUs >= beatUs ? nowUs : Math.max(silentSinceUs, this.#heardUs);
      if (nowUs - silentSinceUs >= silentMs * 1000) {
        stream.destroy(new Error(`nothing came for ${silentMs / 1000} s`));
        return;
      }
      if (this.#stream !== undefined && nowUs - this.#wroteUs >= beatUs)
        this.#write(stream, frameOf({ received: this.#received } satisfies Frame));
      dueUs = nowUs + beatUs;
      timer = clock.at(dueUs, beat);
    };
    timer = clock.at(dueUs, beat);
    return { cancel: () => timer.cancel() };
  }
}

/** The other side has not what this session needs to go on. */
class Unresumable extends Error {}

/** For a session that ends with its first stream. */
export function onlyStream(stream: Duplex): SessionOptions["nextStream"] {
  let next: Duplex | undefined = stream;
  return (failure) => {
    if (failure !== undefined) return Promise.reject(failure);
    const opened = next;
    next = undefined;
    return Promise.resolve(opened);
  };
}
