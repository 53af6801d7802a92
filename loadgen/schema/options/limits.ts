/** Limits, conditions, and how requests are sent. */
import { z } from "zod";
import { canaryMatchSchema } from "../canary.ts";
import { durationMs, errorRateField, headerName, latencyLimitField, upToAnHourMs } from "../fields.ts";
import { thresholdSchema } from "../thresholds.ts";
import type { LoadOption } from "./option.ts";

export const LIMIT_OPTIONS = {
  requestTimeout: {
    flags: "--request-timeout <time>",
    type: "duration",
    field: "requestTimeoutMs",
    schema: durationMs,
    description: "Timeout of a request, including its redirects.",
    default: 60_000,
  },
  connectTimeout: {
    flags: "--connect-timeout <time>",
    type: "duration",
    field: "connectTimeoutMs",
    schema: durationMs,
    description: "Timeout of setting up a connection.",
    default: 10_000,
  },
  headersTimeout: {
    flags: "--headers-timeout <time>",
    type: "duration",
    field: "headersTimeoutMs",
    schema: durationMs,
    description: "Timeout from sending a request until its response headers are complete.",
    defaultText: "same as `--request-timeout`",
  },
  gracefulStop: {
    flags: "--graceful-stop <time>",
    type: "duration",
    field: "gracefulStopMs",
    schema: upToAnHourMs,
    description: "Time that requests in flight get at the end.",
    default: 30_000,
  },
  threshold: {
    flags: "--threshold <condition>",
    type: "text",
    repeatable: true,
    field: "thresholds",
    schema: z.array(thresholdSchema),
    specDefault: [],
    description:
      "Condition on the result, such as `http_req_duration{name:GET /}: p(95)<300`. If it fails, the command exits with 99.",
  },
  slo: {
    flags: "--slo <objectives>",
    type: "text",
    repeatable: true,
    description:
      "Like `--threshold`, in short: `p95<200ms`, `p99<2s`, `failures<1%`, `rate>100`, or several with commas. Latencies are those of successful requests.",
  },
  abortOn: {
    flags: "--abort-on <condition>",
    type: "text",
    repeatable: true,
    description: "Like `--threshold`, and also ends the load as soon as the condition fails.",
  },
  maxErrorRate: {
    flags: "--max-error-rate <share/time>",
    type: "error-rate",
    field: "maxErrorRate",
    schema: errorRateField,
    description:
      "Maximum share of failed requests in a window, such as `5%/10s`. When it is exceeded, the load ends, and the command exits with 99.",
  },
  maxLatency: {
    flags: "--max-latency <limit/time>",
    type: "latency-limit",
    field: "maxLatency",
    schema: z.array(latencyLimitField).min(1).max(8),
    description:
      "Limit of a percentile of the latencies in a window, such as `p95<500ms/10s`. When it is exceeded, the load ends, and the command exits with 99.",
  },
  keepGoing: {
    flags: "--keep-going",
    type: "switch",
    field: "keepGoing",
    schema: z.boolean(),
    specDefault: false,
    description: "Continues although nothing answers at the target.",
  },
  maxEndpoints: {
    flags: "--max-endpoints <n>",
    type: "number",
    field: "maxEndpoints",
    schema: z.number().int().min(1).max(10_000),
    default: 500,
    description: "Maximum number of endpoint names; requests of further names are counted together.",
  },
  calibration: {
    flags: "--calibration <time>",
    type: "duration",
    field: "calibrationMs",
    default: 500,
    schema: z.number().nonnegative().max(60_000),
    description: "How long each worker measures its own overhead before the load; 0 disables it.",
  },
  workers: {
    flags: "--workers <n>",
    type: "number",
    field: "workers",
    schema: z.number().int().min(1).max(256),
    description: "Worker processes, which share the users or the schedule.",
    specDefault: 1,
    defaultText: "one per core, at most one per user",
  },
  localAddress: {
    flags: "--local-address <ip>",
    type: "text",
    repeatable: true,
    field: "localAddresses",
    schema: z.array(z.union([z.ipv4(), z.ipv6()])),
    specDefault: [],
    description: "Address to connect from; users take turns.",
  },
  http2: {
    flags: "--http2",
    type: "switch",
    field: "protocol",
    schema: z.enum(["http/1.1", "h2"]),
    description: "Offers HTTP/2 to https targets; costs several times the CPU of HTTP/1.1.",
  },
  proxy: {
    flags: "--proxy <url>",
    type: "text",
    field: "proxy",
    schema: z.url({ protocol: /^https?$/ }),
    description: "URL of a proxy for all requests, which also resolves the target's name.",
  },
  insecure: {
    flags: "--insecure",
    type: "switch",
    field: "tlsVerify",
    schema: z.boolean(),
    specDefault: true,
    description: "Does not check TLS certificates.",
  },
  tallyHeader: {
    flags: "--tally-header <name>",
    type: "text",
    repeatable: true,
    field: "tallyHeaders",
    schema: z.array(headerName).max(16),
    specDefault: [],
    description: "Response header that contains a number, summed over the hops of a request.",
  },
  canary: {
    flags: "--canary <match>",
    type: "canary",
    field: "canary",
    schema: canaryMatchSchema,
    description:
      "What only a canary's responses contain: `body: v2`, or text in a header, as `x-version: v2`. Latencies and failures are then also reported for each version.",
  },
} as const satisfies Record<string, LoadOption>;
