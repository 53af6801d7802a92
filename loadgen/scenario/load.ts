import { readFile } from "node:fs/promises";
import { z } from "zod";
import { flatIssues, issueText } from "../../base/issues.ts";
import { suggestion } from "../../base/nearest.ts";
import { startTimer } from "../../base/timer.ts";
import { LoadError } from "../errors.ts";
import { thinkTimeSchema } from "../schema/fields.ts";
import { importErrorText, isOfModule, thrownText } from "./code-error.ts";
import { readData } from "./data.ts";
import { findScenario, isBuiltIn, type ScenarioRequest } from "./find.ts";
import { invalidScenario } from "./module.ts";
import type { Scenario } from "./scenario.ts";
import { onStrayErrors } from "./stray-error.ts";
import { withStrayOutput } from "./stray-output.ts";
import { requestProblems } from "./written-requests.ts";

const func = z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", {
  error: ({ input }) => `${input === undefined ? "is missing; " : ""}must be a function`,
});

const taskFields = { name: z.string().min(1), weight: z.number().positive(), run: func };

const dataFields = {
  file: z.string().min(1),
  take: z.enum(["shared", "per-user"]).optional(),
  columns: z.array(z.string()).optional(),
};

const scenarioFields = {
  name: z.string().min(1),
  thinkTime: thinkTimeSchema,
  state: func,
  onStart: func.optional(),
  data: z.record(z.string(), z.strictObject(dataFields)).optional(),
  tasks: z.array(z.strictObject(taskFields)).min(1, "must have at least one task"),
};

/** What a module's scenario must look like; functions are taken on trust. */
const scenarioSchema = z.strictObject(scenarioFields);

const WITHOUT_OPTIONS = new Set(["boutique", "get"]);

/**
 * Finds a scenario and checks its shape, and the requests that are written out in its source. Runs none of its functions.
 * @throws LoadError `LOAD_SCENARIO_INVALID`: a module that can't be loaded or exports no scenario, or options that the
 * scenario refuses; with every problem.
 */
export async function loadScenario(request: ScenarioRequest): Promise<Scenario> {
  const [unknown] = Object.keys(request.options);
  if (WITHOUT_OPTIONS.has(request.name) && unknown !== undefined) {
    throw invalidScenario(request.name, [`options.${unknown}: it has no options`]);
  }
  let scenario: Scenario;
  try {
    scenario = await withStrayOutput(() => makeScenario(request));
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    const what = cause instanceof z.ZodError ? problems(cause, "options") : [thrownText(cause)];
    throw invalidScenario(request.name, what, cause);
  }
  if (typeof scenario !== "object" || scenario === null) {
    throw invalidScenario(request.name, [
      `the function that it exports returned ${JSON.stringify(scenario)}, no scenario`,
    ]);
  }
  const checked = scenarioSchema.safeParse(scenario);
  const found = checked.success ? [] : problems(checked.error, "");
  found.push(...(await readData(readableData(scenario), request.name)).problems);
  if (!isBuiltIn(request.name))
    found.push(...requestProblems(request.name, await readFile(request.name, "utf8"), scenario));
  if (found.length > 0) throw invalidScenario(request.name, found, checked.error);
  return scenario;
}

const LOAD_LIMIT_S = 30;

/** As {@link findScenario}; a module can neither end this process while it is loaded, nor keep it waiting for ever. */
async function makeScenario(request: ScenarioRequest): Promise<Scenario> {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const refuse = (why: string) => reject(invalidScenario(request.name, [`it can't be loaded: ${why}`]));
  using _strays = onStrayErrors(
    (error) => isOfModule(error, request.name),
    (error) => refuse(importErrorText(request.name, error)),
  );
  const limit = startTimer(1000 * LOAD_LIMIT_S, () =>
    refuse(`its code outside of functions did not end within ${LOAD_LIMIT_S} s`),
  );
  try {
    return await Promise.race([findScenario(request), failed]);
  } finally {
    limit.cancel();
  }
}

/** The data files that are named well enough to be looked for, whatever else is wrong. */
function readableData({ data }: Scenario): NonNullable<Scenario["data"]> {
  const entries = Object.entries(z.record(z.string(), z.unknown()).safeParse(data).data ?? {});
  return Object.fromEntries(
    entries.flatMap(([name, entry]) => {
      const parsed = z.object(dataFields).safeParse(entry);
      return parsed.success ? [[name, parsed.data]] : [];
    }),
  );
}

function problems(error: z.ZodError, prefix: string): string[] {
  return flatIssues(error.issues).flatMap((issue) => {
    const where = [prefix, ...issue.path].filter((part) => part !== "").join(".");
    if (issue.code !== "unrecognized_keys" || !/^Unrecognized /.test(issue.message))
      return [`${where || "the default export"}: ${issueText(issue)}`];
    const fields = { tasks: taskFields, data: dataFields, thinkTime: {} }[String(issue.path[0])] ?? scenarioFields;
    const known = Object.keys(fields);
    return issue.keys.map((key) => unknownKey(where, key, prefix === "" ? known : []));
  });
}

function unknownKey(where: string, key: string, known: readonly string[]): string {
  const path = where === "" ? key : `${where}.${key}`;
  return `${path}: there is no ${key}${suggestion(key, known)}`;
}
