/** SIGINT and SIGTERM as an AbortSignal: the first asks everything to end cleanly, the second ends the process at once. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
}

export function catchInterrupts(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  const handler = (): void => {
    if (controller.signal.aborted) {
      process.stderr.write("interrupted again: ending at once; `stackmark destroy` removes what may be left\n");
      process.exit(105);
    }
    onFirst();
    controller.abort(new Error("interrupted"));
  };
  process.on("SIGINT", handler).on("SIGTERM", handler);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => void process.off("SIGINT", handler).off("SIGTERM", handler),
  };
}
