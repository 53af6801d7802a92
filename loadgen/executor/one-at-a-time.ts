/** Requests whose callers a user remembers, to name the place of one that was not awaited; later ones would cost time. */
const TRACED = 20;

/** Holds a user to one request at a time, each awaited by its task. */
export class OneAtATime {
  /** Of the request under way. */
  #method: string | undefined;
  #path = "";
  #trace: Error | undefined;
  #traced = 0;
  #refused: Error | undefined;
  #onIdle: (() => void) | undefined;

  /**
   * Every `begin` that does not throw needs an `end`.
   * @throws Error while another request is under way
   */
  begin(method: string, path: string): void {
    if (this.#method !== undefined) {
      this.#refused ??= new Error(
        `${method} ${path} came before the answer to ${this.#method} ${this.#path}; a user sends one request at a time: await each`,
      );
      throw this.#refused;
    }
    this.#method = method;
    this.#path = path;
    if (this.#traced < TRACED) {
      this.#traced += 1;
      this.#trace = new Error();
    } else this.#trace = undefined;
  }

  end(): void {
    this.#method = undefined;
    this.#onIdle?.();
  }

  /** Resolves once no request is under way. */
  idle(): Promise<void> {
    if (this.#method === undefined) return Promise.resolve();
    return new Promise((resolve) => (this.#onIdle = resolve));
  }

  /** @throws Error if a request of the task was refused, or is still under way */
  endTask(): void {
    if (this.#refused !== undefined) throw this.#refused;
    if (this.#method === undefined) return;
    const error = this.#trace ?? new Error();
    error.message = `the task ended before the answer to ${this.#method} ${this.#path}; a user sends one request at a time: await each`;
    throw error;
  }
}
