/** For servers that somebody starts for the moment: they end with the command that started them. */
import { procStat, startTicks } from "./process-identity.ts";

const POLL_MS = 500;
/** Indexes into the result of `procStat`. */
const PARENT = 1;
const GROUP = 2;

/**
 * Until disposed, calls `onEnd` once the parent of this process has ended, or one of the processes between it and the
 * leader of their group: `npx` starts a shell, which would outlive a killed `npx`. Without /proc, only the parent counts.
 */
export function watchParent(onEnd: () => void): Disposable {
  const { ppid } = process;
  const seen = parents().map((pid) => ({ pid, ticks: startTicks(pid) }));
  const timer = setInterval(() => {
    const isLeft = process.ppid !== ppid || seen.some(({ pid, ticks }) => startTicks(pid) !== ticks);
    if (!isLeft) return;
    clearInterval(timer);
    onEnd();
  }, POLL_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** The parent, and its ancestors as long as they are in the group of this process. */
function parents(): number[] {
  const own = procStat("self")?.[GROUP];
  const found = [process.ppid];
  for (;;) {
    const last = procStat(found.at(-1)!);
    const next = Number(last?.[PARENT] ?? 0);
    if (last?.[GROUP] !== own || next <= 1 || procStat(next)?.[GROUP] !== own) return found;
    found.push(next);
  }
}
