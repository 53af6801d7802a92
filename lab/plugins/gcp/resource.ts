/** A resource of the gcp provider: its checks, its diff, and its requests to the control plane. */
import { messageOf } from "../../../base/errors.ts";
import { checkShape, type ShapeProblem } from "../../clouds/shapes/check-shape.ts";
import type { Shapes } from "../../clouds/shapes/shapes.ts";
import type { JsonObject } from "../../clouds/json.ts";
import { ServiceError, type CloudClient } from "../cloud/client.ts";
import { chosenName, refreshed, without } from "../cloud/inputs.ts";
import {
  compareInputs,
  InitFailed,
  isUnknown,
  type Properties,
  type ResourceType,
  type Value,
} from "../framework/index.ts";
import { startAfterwards } from "./stopping.ts";
import type { GcpType } from "./types.ts";
import { valueProblems } from "./values.ts";

/** Of the provider's polls of operations, in seconds of the lab's time. */
const POLL_S = 2;

const RANDOM_DIGITS = 7;

export interface GcpSession {
  client: CloudClient;
  /** Of resources that name no other. */
  defaults: { project?: string; region?: string; zone?: string };
}

/** The real provider takes no notice of an engine that cancels: it waits with a context of its own, until the operation has ended. */
const TO_THE_END = new AbortController().signal;

const WORDING: Record<ShapeProblem["problem"], (path: string, expected: string) => string> = {
  missing: (path) => `Missing required argument. The argument "${path}" is required, but no definition was found.`,
  unknown: (path, expected) =>
    `Invalid or unknown key. An argument named "${path}" is not expected here.${expected === "" ? "" : ` Did you mean "${expected}"?`}`,
  type: (path, expected) => `Inappropriate value for attribute "${path}": ${expected} is required.`,
  value: (path, expected) => `expected ${path} to be one of [${expected}]`,
};

export function gcpResource(type: GcpType, shapes: Shapes, session: () => GcpSession): ResourceType {
  const placed = type.place === undefined ? [] : [type.place];
  const inPath = ["name", "project", ...placed];

  const idOf = (inputs: Properties): string =>
    type.path.replace(/\{(\w+)\}/g, (_, part: string) => inputs[part] as string);
  const bodyOf = (inputs: Properties): JsonObject => without(inputs, [...inPath, ...type.own]);

  async function find(id: string): Promise<Properties | undefined> {
    try {
      return (await session().client.request("GET", id, undefined, TO_THE_END)).resource as Properties | undefined;
    } catch (error) {
      if (error instanceof ServiceError && error.status === 404) return undefined;
      throw shown(`Error when reading or editing ${type.title} "${id}"`, error);
    }
  }

  /** Sends a request and waits for its operation. @param doing such as `creating` */
  async function run(doing: string, method: string, path: string, body: JsonObject | undefined) {
    const { client } = session();
    const { operation } = await client.request(method, path, body, TO_THE_END).catch((error: unknown) => {
      throw shown(`Error ${doing} ${type.title}`, error);
    });
    if (operation === undefined) return;
    await client.wait(operation, POLL_S, TO_THE_END).catch((error: unknown) => {
      if (!(error instanceof ServiceError)) throw error;
      throw listed(`Error waiting for ${doing} ${type.title}: ${error.message}`);
    });
  }

  /** What there is after a change. A failure to read it leaves the resource in the state. @param known its outputs before */
  async function existing(id: string, inputs: Properties, known: Properties): Promise<Properties> {
    const failed = (reason: string): Error => new InitFailed({ id, inputs, outputs: known }, [reason]);
    const found = await find(id).catch((error: unknown) => {
      throw failed(messageOf(error));
    });
    if (found) return withOwn(found, inputs);
    throw failed(listed(`Error reading ${type.title}: '${id}' was changed, but is not found`).message);
  }

  /** What the provider only remembers. */
  const withOwn = (outputs: Properties, inputs: Properties): Properties => ({
    ...outputs,
    ...Object.fromEntries(type.own.filter((key) => inputs[key] !== undefined).map((key) => [key, inputs[key]!])),
  });

  return {
    check({ inputs, oldInputs, name, randomSeed }) {
      const complete = { ...inputs };
      complete.name ??= oldInputs.name ?? chosenName(`${name}-`.toLowerCase(), randomSeed, RANDOM_DIGITS);
      const { defaults } = session();
      for (const key of ["project", ...placed] as const) {
        const value = defaults[key];
        if (value !== undefined) complete[key] ??= value;
      }
      const unknown = (value: unknown): boolean => isUnknown(value as Value);
      const problems = checkShape(shapes, type.shape, complete, { ignoresCase: false, isUnknown: unknown });
      const failures = problems.map(({ path, problem, expected }) => ({
        property: path,
        reason: WORDING[problem](path, expected),
      }));
      if (complete.project === undefined)
        failures.push({ property: "project", reason: "project: required field is not set" });
      if (failures.length === 0) failures.push(...valueProblems(type.shape, complete));
      return { inputs: complete, failures };
    },

    diff({ oldInputs, inputs }) {
      const replaces = new Set([...inPath, ...type.replaces]);
      const changes = compareInputs(oldInputs, inputs, (path) => replaces.has(path));
      return { changes, deleteBeforeReplace: changes.name === undefined };
    },

    async create({ inputs, isPreview }) {
      if (isPreview) return { id: "", outputs: inputs };
      const id = idOf(inputs);
      await run("creating", "POST", id, bodyOf(inputs));
      return { id, outputs: await existing(id, inputs, {}) };
    },

    async read({ id, inputs }) {
      const found = await find(id);
      if (!found) return undefined;
      const outputs = withOwn(found, inputs);
      return { id, outputs, inputs: refreshed(inputs, outputs, (a, b) => b.endsWith(`/compute/v1/${a}`)) };
    },

    async update(call) {
      const { id, oldInputs, oldOutputs, inputs, isPreview } = call;
      if (isPreview) return { ...oldOutputs, ...inputs };
      const act = (action: string) => run("updating", "POST", `${id}?action=${action}`, {});
      const restart =
        type.shape === "Instance" ? await startAfterwards(oldInputs, inputs, act, () => find(id)) : undefined;
      await run("updating", "PATCH", id, bodyOf(inputs));
      await restart?.();
      return existing(id, inputs, oldOutputs);
    },

    async delete({ id }) {
      try {
        await run("deleting", "DELETE", id, undefined);
      } catch (error) {
        if (
          !((error as Error).cause instanceof ServiceError) ||
          ((error as Error).cause as ServiceError).status !== 404
        )
          throw error;
      }
    },
  };
}

/** As the provider lists its errors. */
const listed = (message: string, cause?: unknown): Error =>
  new Error(`1 error occurred:\n\t* ${message}\n\n`, { cause });

const shown = (doing: string, error: unknown): Error =>
  error instanceof ServiceError
    ? listed(`${doing}: googleapi: Error ${error.status}: ${error.message}, ${error.code}`, error)
    : (error as Error);
