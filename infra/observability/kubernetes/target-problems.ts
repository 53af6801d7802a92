/** Whether Prometheus hears all that a measurement needs, now. */
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../errors.ts";
import { openPrometheus } from "./access.ts";
import { PrometheusClient } from "./client.ts";
import type { PrometheusSource } from "./source.ts";
import { targetName, type ExpectedTarget } from "./targets.ts";

/** Targets are found, and asked for the first time, within some intervals of Prometheus' start. */
const PATIENCE_INTERVALS = 12;

export interface Up {
  job: string;
  instance: string;
  isUp: boolean;
}

/** Pure. @returns what is missing or down, in words */
export function missingTargets(expected: readonly ExpectedTarget[], seen: readonly Up[]): string[] {
  return expected.flatMap((target) => {
    const own = seen.filter(({ job, instance }) => {
      return job === target.job && (target.instance === undefined || instance === target.instance);
    });
    if (own.some(({ isUp }) => isUp)) return [];
    return [`${targetName(target)} ${own.length > 0 ? "is down" : "is not a target of Prometheus"}`];
  });
}

/** @returns empty once every target is up; what is still missing when patience ends. Never throws. */
export async function targetProblems(source: PrometheusSource, wait: (ms: number) => Promise<unknown> = delay) {
  let problems: string[] = [];
  for (let tries = 0; tries <= PATIENCE_INTERVALS; tries++) {
    problems = await look(source).catch((error: unknown) => [`Prometheus does not answer: ${messageOf(error)}`]);
    if (problems.length === 0) return [];
    if (tries < PATIENCE_INTERVALS) await wait(source.intervalMs);
  }
  return problems;
}

async function look({ access, targets }: PrometheusSource): Promise<string[]> {
  const door = openPrometheus(access);
  try {
    const series = await new PrometheusClient(door).at("up", Date.now());
    const seen = series.map(({ labels, points }): Up => {
      return { job: labels.job ?? "", instance: labels.instance ?? "", isUp: points.at(-1)?.value === 1 };
    });
    return missingTargets(targets, seen);
  } finally {
    await door.close();
  }
}
