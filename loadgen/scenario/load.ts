import { flatIssues, issueText } from "../../base/issues.ts";
import { z } from "zod";
import { LoadError } from "../errors.ts";
import { findScenario, invalidScenario, type ScenarioRequest } from "./find.ts";
import type { Scenario } from "./scenario.ts";

const func = z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", "must be a function");

const taskSchema = z.object({ name: z.string().min(1), weight: z.number().positive(), run: func });

/** What a module's scenario must look like; functions are taken on trust. */
const scenarioSchema = z.object({
  name: z.string().min(1),
  thinkTime: z.looseObject({ kind: z.enum(["none", "constant", "uniform", "exponential", "pacing"]) }),
  state: func,
  onStart: func.optional(),
  tasks: z.array(taskSchema).min(1, "must have at least one task"),
});

const WITHOUT_OPTIONS = new Set(["boutique", "get"]);

/**
 * Finds a scenario and checks its shape.
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
    scenario = await findScenario(request);
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    const what = cause instanceof z.ZodError ? problems(cause, "options") : [String(cause)];
    throw invalidScenario(request.name, what, cause);
  }
  const checked = scenarioSchema.safeParse(scenario);
  if (!checked.success) throw invalidScenario(request.name, problems(checked.error, ""), checked.error);
  return scenario;
}

function problems(error: z.ZodError, prefix: string): string[] {
  return flatIssues(error.issues).map((issue) => {
    const where = [prefix, ...issue.path].filter((part) => part !== "").join(".");
    return `${where}: ${issueText(issue)}`;
  });
}
