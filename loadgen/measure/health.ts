import { readFileSync } from "node:fs";
import { monitorEventLoopDelay, performance, PerformanceObserver } from "node:perf_hooks";
import type { HealthSample } from "./second.ts";

/** Resolution of the loop-delay probe; its figures include the resolution, which is subtracted. */
const DELAY_GRAIN_MS = 10;

/** Watches its own process; each `sample` covers the time since the last one. */
export function watchHealth(): { sample(): HealthSample; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: DELAY_GRAIN_MS });
  delay.enable();
  let gcMs = 0;
  let longestGcMs = 0;
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      gcMs += duration;
      longestGcMs = Math.max(longestGcMs, duration);
    }
  });
  collections.observe({ entryTypes: ["gc"] });
  let before = { at: performance.now(), cpu: process.cpuUsage(), loop: performance.eventLoopUtilization() };
  let stealBefore = readSteal();

  return {
    sample() {
      const now = { at: performance.now(), cpu: process.cpuUsage(), loop: performance.eventLoopUtilization() };
      const steal = readSteal();
      const sample: HealthSample = {
        elapsedMs: now.at - before.at,
        cpuMs: (now.cpu.user - before.cpu.user + now.cpu.system - before.cpu.system) / 1000,
        eventLoopUtilisation: performance.eventLoopUtilization(now.loop, before.loop).utilization,
        loopDelayP99Ms: delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - DELAY_GRAIN_MS),
        gcMs,
        longestGcMs,
        steal: share(stealBefore, steal),
      };
      before = now;
      stealBefore = steal;
      delay.reset();
      gcMs = 0;
      longestGcMs = 0;
      return sample;
    },
    stop() {
      delay.disable();
      collections.disconnect();
    },
  };
}

interface Ticks {
  total: number;
  stolen: number;
}

/** `undefined` outside Linux. */
function readSteal(): Ticks | undefined {
  try {
    const [first = ""] = readFileSync("/proc/stat", "latin1").split("\n", 1);
    const ticks = first.trim().split(/\s+/).slice(1, 9).map(Number);
    return { total: ticks.reduce((sum, each) => sum + each, 0), stolen: ticks[7] ?? 0 };
  } catch {
    return undefined;
  }
}

function share(before: Ticks | undefined, now: Ticks | undefined): number | null {
  if (before === undefined || now === undefined || now.total <= before.total) return null;
  return (now.stolen - before.stolen) / (now.total - before.total);
}
