/** Prometheus' answers, checked and in numbers. Pure. */
import { z } from "zod";
import { InfraError } from "../../errors.ts";
import type { Point } from "../window.ts";

export interface Series {
  labels: Record<string, string>;
  /** Only what is a number: Prometheus answers NaN where a quotient has no value. */
  points: Point[];
}

const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const dataSchema = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("matrix"), result: z.array(z.object({ metric: labels, values: z.array(sample) })) }),
  z.object({ resultType: z.literal("vector"), result: z.array(z.object({ metric: labels, value: sample })) }),
]);
const answerSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), data: dataSchema }),
  z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

const MAX_QUOTED = 300;

function pointsOf(samples: readonly z.infer<typeof sample>[]): Point[] {
  return samples
    .map(([seconds, value]) => ({ at: Math.round(seconds * 1000), value: Number(value) }))
    .filter(({ value }) => Number.isFinite(value));
}

/**
 * @returns no series where Prometheus has none: an empty answer is an answer
 * @throws {InfraError} PROMETHEUS with what it said, or what came in its place
 */
export function readAnswer(status: number, text: string): Series[] {
  const quoted = text.slice(0, MAX_QUOTED);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new InfraError("PROMETHEUS", `HTTP ${status}, and no JSON: ${quoted}`, { cause: error });
  }
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw new InfraError("PROMETHEUS", `HTTP ${status}, and no answer of Prometheus: ${quoted}`);
  if (parsed.data.status === "error")
    throw new InfraError("PROMETHEUS", `${parsed.data.errorType}: ${parsed.data.error}`);
  const { data } = parsed.data;
  return data.resultType === "matrix"
    ? data.result.map(({ metric, values }) => ({ labels: metric, points: pointsOf(values) }))
    : data.result.map(({ metric, value }) => ({ labels: metric, points: pointsOf([value]) }));
}
