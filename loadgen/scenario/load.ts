import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { LoadError } from "../errors.ts";
import type { ParsedSpec } from "../spec/index.ts";
import { builtIn, isBuiltIn } from "./built-in.ts";
import type { Scenario, ScenarioModule } from "./scenario.ts";

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

export interface ScenarioRequest {
  /** A built-in scenario's name, or a module's path, relative to the working directory. */
  name: string;
  target: URL;
  options: Readonly<Record<string, unknown>>;
}

export function scenarioOf(spec: ParsedSpec): ScenarioRequest {
  return { name: spec.scenario, target: new URL(spec.target), options: spec.scenarioOptions };
}

/**
 * Finds a scenario and checks its shape.
 * @throws LoadError `scenario-invalid`: a module that can't be loaded or exports no scenario, or options that the
 * scenario refuses; with every problem.
 */
export async function loadScenario({ name, target, options }: ScenarioRequest): Promise<Scenario> {
  const make = isBuiltIn(name) ? builtIn[name] : await importModule(name);
  let scenario: Scenario;
  try {
    scenario = await make(target, options);
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    throw invalid(name, [cause instanceof z.ZodError ? problems(cause, "options") : String(cause)].flat(), cause);
  }
  const checked = scenarioSchema.safeParse(scenario);
  if (!checked.success) throw invalid(name, problems(checked.error, ""), checked.error);
  return scenario;
}

async function importModule(path: string): Promise<ScenarioModule> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(path)).href)) as { default?: unknown };
  } catch (cause) {
    throw invalid(path, [`it can't be loaded: ${(cause as Error).message}`], cause);
  }
  const exported = module.default;
  if (typeof exported === "function") return exported as ScenarioModule;
  if (typeof exported === "object" && exported !== null) return () => exported as Scenario;
  throw invalid(path, ["it has no default export: export a scenario, or a function that makes one"]);
}

function problems(error: z.ZodError, prefix: string): string[] {
  return error.issues.map(
    ({ path, message }) => `${[prefix, ...path].filter((part) => part !== "").join(".")}: ${message}`,
  );
}

function invalid(name: string, what: readonly string[], cause?: unknown): LoadError {
  const lines = what.map((line) => `  ${line}`).join("\n");
  return new LoadError("scenario-invalid", `The scenario "${name}" can't be used:\n${lines}`, { cause });
}
