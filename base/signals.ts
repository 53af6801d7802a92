/** Signals that ask a process to end: Ctrl-C; `kill`, `docker stop` and service managers; a terminal that was closed. */
export const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One Ctrl-C can arrive twice: from the terminal, and forwarded by npm. Signals within this time count as one. */
const SAME_SIGNAL_MS = 500;

/** Until disposed, calls `first` at the first signal to end, and `again` at every later one. */
export function onEndSignals(first: () => void, again: () => void): Disposable {
  let firstMs: number | undefined;
  const onSignal = (): void => {
    if (firstMs === undefined) {
      firstMs = performance.now();
      first();
    } else if (performance.now() - firstMs >= SAME_SIGNAL_MS) again();
  };
  for (const signal of END_SIGNALS) process.on(signal, onSignal);
  return {
    [Symbol.dispose]() {
      for (const signal of END_SIGNALS) process.off(signal, onSignal);
    },
  };
}
