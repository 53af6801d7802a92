import { readFileSync } from "node:fs";
import { z } from "zod";
import { messageOf } from "../../base/errors.ts";
import { closedObject, flatIssues, issueText } from "../../base/issues.ts";
import { contentOf, type RequestInput } from "../transport/request/content.ts";
import { checkMethod } from "../transport/request/headers.ts";
import { requestTarget } from "../transport/request/target.ts";
import { invalidScenario } from "./module.ts";
import type { RequestOptions, Scenario } from "./scenario.ts";

const pattern = z.string().transform((text, context) => {
  try {
    return new RegExp(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: messageOf(error) });
    return z.NEVER;
  }
});

const pointer = z.templateLiteral(["/", z.string()], { error: "must be a JSON pointer such as /items/0/id" });

const expectFields = closedObject({
  contains: z.string().exactOptional(),
  matches: pattern.exactOptional(),
  json: z.record(pointer, z.json()).exactOptional(),
});

const requestFields = closedObject({
  method: z.string().default("GET"),
  /** Without white space, which URL parsing drops at the end and encodes elsewhere: a list says what is sent. */
  path: z.string().regex(/^[^\s]*$/, "has white space: write a space as %20"),
  /** What it counts under; paths with ids should share one. */
  name: z.string().optional(),
  weight: z.number().positive().default(1),
  headers: z.record(z.string(), z.string()).default({}),
  /** Text as it is; anything else is sent as JSON. */
  body: z.json().optional(),
  /** The only status that counts as success. Default: any below 400. */
  expectStatus: z.number().int().min(100).max(599).optional(),
  /** What a good body contains. */
  expect: expectFields.optional(),
});

type RestRequest = z.output<typeof requestFields>;

/** What can't be sent is refused before the load. */
const requestSchema = requestFields.superRefine((request, context) => {
  const check = (field: keyof RestRequest, action: () => unknown) => {
    try {
      action();
    } catch (error) {
      context.addIssue({ code: "custom", path: [field], message: messageOf(error) });
    }
  };
  check("method", () => checkMethod(request.method));
  check("path", () => requestTarget(request.path));
  check("headers", () => contentOf(inputOf(request)));
});

const optionsSchema = closedObject({
  requests: z.array(requestSchema).min(1).optional(),
  /** A JSON file with the requests. */
  file: z.string().optional(),
  thinkMs: z.number().nonnegative().default(1000),
}).refine(({ requests, file }) => (requests === undefined) !== (file === undefined), "give either requests or file");

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
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw invalidScenario("rest", [`options.file: ${file} can't be read: ${messageOf(cause)}`], cause);
  }
  const parsed = z.array(requestSchema).min(1).safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = flatIssues(parsed.error.issues).map(
    (issue) => `${file}: ${issue.path.join(".")}: ${issueText(issue)}`,
  );
  throw invalidScenario("rest", problems, parsed.error);
}

function taskOf(request: RestRequest): Scenario["tasks"][number] {
  const { method, path, name, weight, expectStatus, expect } = request;
  const options: RequestOptions = { ...inputOf(request) };
  if (name !== undefined) options.name = name;
  if (expect !== undefined) options.expect = expect;
  if (expectStatus !== undefined) options.expect = { ...expect, status: expectStatus };
  return {
    name: `${method} ${name ?? path}`,
    weight,
    async run(user) {
      await user.request(method, path, options);
    },
  };
}

/** A body that is no text is sent as JSON. */
function inputOf({ headers, body }: RestRequest): RequestInput {
  if (body === undefined) return { headers };
  if (typeof body === "string") return { headers, body };
  return { headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}
