import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Scenario } from "./scenario.ts";

const requestSchema = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Z]+$/, "must be a method in capitals")
    .default("GET"),
  path: z.string().startsWith("/"),
  /** What it counts under; paths with ids should share one. */
  name: z.string().optional(),
  weight: z.number().positive().default(1),
  headers: z.record(z.string(), z.string()).default({}),
  /** Text as it is; anything else is sent as JSON. */
  body: z.json().optional(),
  /** The only status that counts as success. Default: any below 400. */
  expectStatus: z.number().int().min(100).max(599).optional(),
});

const optionsSchema = z
  .strictObject({
    requests: z.array(requestSchema).min(1).optional(),
    /** A JSON file with the requests. */
    file: z.string().optional(),
    thinkMs: z.number().nonnegative().default(1000),
  })
  .refine(({ requests, file }) => (requests === undefined) !== (file === undefined), "give either requests or file");

type RestRequest = z.output<typeof requestSchema>;

/** A list of requests, each drawn by its weight. */
export function restScenario(_target: URL, input: unknown): Scenario {
  const { requests, file, thinkMs } = optionsSchema.parse(input);
  return {
    name: "rest",
    thinkTime: { kind: "constant", ms: thinkMs },
    state: () => undefined,
    tasks: (requests ?? readRequests(file!)).map(taskOf),
  };
}

function readRequests(file: string): RestRequest[] {
  return z
    .array(requestSchema)
    .min(1)
    .parse(JSON.parse(readFileSync(file, "utf8")));
}

function taskOf(request: RestRequest): Scenario["tasks"][number] {
  const { method, path, name, weight, expectStatus } = request;
  const json = request.body !== undefined && typeof request.body !== "string";
  const headers = json ? { "content-type": "application/json", ...request.headers } : request.headers;
  const body = json ? JSON.stringify(request.body) : (request.body as string | undefined);
  const options = {
    headers,
    ...(name === undefined ? {} : { name }),
    ...(body === undefined ? {} : { body }),
    ...(expectStatus === undefined
      ? {}
      : {
          check: ({ status }: { status: number | null }) =>
            status === expectStatus ? null : `status is not ${expectStatus}`,
        }),
  };
  return {
    name: `${method} ${name ?? path}`,
    weight,
    async run(user) {
      await user.request(method, path, options);
    },
  };
}
