/** A resource of the azure-native provider: its checks, its diff, and its requests to the control plane. */
import { checkShape, type ShapeProblem } from "../../clouds/shapes/check-shape.ts";
import type { Shapes } from "../../clouds/shapes/shapes.ts";
import type { JsonObject } from "../../clouds/json.ts";
import { messageOf } from "../../../base/errors.ts";
import { ServiceError, type CloudClient } from "../cloud/client.ts";
import { chosenName, refreshed, without } from "../cloud/inputs.ts";
import {
  compareInputs,
  InitFailed,
  isUnknown,
  UNKNOWN,
  type Context,
  type Created,
  type Properties,
  type ResourceType,
  type Value,
} from "../framework/index.ts";
import type { AzureType } from "./types.ts";

/** As the provider polls, in seconds of the lab's time. */
const CHANGE_POLL_S = 10;
const DELETE_POLL_S = 30;

const RANDOM_DIGITS = 8;

/** Marks that the provider has chosen the name: the replacement can then be created first. */
const CREATE_FIRST = "__createBeforeDelete";

export interface AzureSession {
  client: CloudClient;
  subscription: string;
  /** Of resources without their own. */
  location: string | undefined;
}

const WORDING: Record<ShapeProblem["problem"], (expected: string) => string> = {
  missing: () => "missing required property",
  unknown: (expected) => `unknown property${expected === "" ? "" : `; did you mean ${expected}?`}`,
  type: (expected) => `must be ${expected}`,
  value: (expected) => `must be one of ${expected}`,
};

export function azureResource(type: AzureType, shapes: Shapes, session: () => AzureSession): ResourceType {
  const nameInput = Object.values(type.parts).at(-1)!;
  const inPath = Object.values(type.parts);

  const idOf = (inputs: Properties): string =>
    type.path.replace(/\{(\w+)\}/g, (_, part: string) =>
      part === "subscription" ? session().subscription : (inputs[type.parts[part]!] as string),
    );
  const bodyOf = (inputs: Properties): JsonObject => without(inputs, [...inPath, CREATE_FIRST]);
  const outputsOf = (resource: JsonObject | undefined): Properties => (resource ?? {}) as Properties;

  /** `undefined`: it does not exist. */
  async function find(id: string, { signal }: Pick<Context, "signal">): Promise<Properties | undefined> {
    try {
      return outputsOf((await session().client.request("GET", id, undefined, signal)).resource);
    } catch (error) {
      if (error instanceof ServiceError && error.status === 404) return undefined;
      throw shown(error);
    }
  }

  /** @returns the error of an operation that the service accepted and then did not complete */
  async function put(id: string, inputs: Properties, { signal }: Context): Promise<Error | undefined> {
    const { client } = session();
    const answer = await client.request("PUT", id, bodyOf(inputs), signal).catch((error: unknown) => {
      throw shown(error);
    });
    if (answer.operation === undefined) return undefined;
    return client.wait(answer.operation, CHANGE_POLL_S, signal).then(
      () => undefined,
      (error: unknown) => shown(error),
    );
  }

  /**
   * Changes a resource. What the service has accepted stays in the state, whatever fails afterwards.
   *
   * @param known its outputs before
   * @returns its outputs
   */
  async function change(id: string, inputs: Properties, known: Properties, context: Context): Promise<Properties> {
    const failure = await put(id, inputs, context);
    const failed = (outputs: Properties, reasons: readonly string[]): Error =>
      new InitFailed({ id, inputs, outputs }, reasons);
    // Reads may be late, and an engine that cancels still wants to know what there is.
    const reading = find(id, failure ? { signal: new AbortController().signal } : context);
    const found = await reading.catch((error: unknown) => {
      throw failed(known, [...(failure ? [failure.message] : []), messageOf(error)]);
    });
    if (failure) throw failed(found ?? known, [failure.message]);
    // The provider reads once.
    if (!found) throw failed(known, [`resource '${id}' was changed, but the service does not find it`]);
    return found;
  }

  return {
    check({ inputs, oldInputs, name, randomSeed }) {
      const complete = { ...inputs };
      if (complete[nameInput] === undefined && type.shape !== "GlobalSchedule") {
        complete[nameInput] =
          oldInputs[nameInput] ?? (type.hasRandomName ? chosenName(name, randomSeed, RANDOM_DIGITS) : name);
        if (type.hasRandomName) complete[CREATE_FIRST] = true;
      }
      const { location } = session();
      if (type.hasLocation && location !== undefined) complete.location ??= location;
      const problems = checkShape(shapes, type.shape, without(complete, [CREATE_FIRST]), {
        ignoresCase: true,
        isUnknown: (value) => isUnknown(value as Value),
      });
      const failures = problems.map(({ path, problem, expected }) => ({
        property: path,
        reason: `${WORDING[problem](expected)} '${path}'`,
      }));
      return { inputs: complete, failures };
    },

    diff({ oldInputs, inputs }) {
      const replaces = new Set([...inPath, ...type.replaces]);
      const compared = (of: Properties): Properties => {
        const { location, [CREATE_FIRST]: _, ...rest } = of;
        return typeof location === "string" ? { ...rest, location: location.toLowerCase().replaceAll(" ", "") } : rest;
      };
      const changes = compareInputs(compared(oldInputs), compared(inputs), (path) => replaces.has(path));
      return { changes, deleteBeforeReplace: inputs[CREATE_FIRST] !== true };
    },

    async create({ inputs, isPreview }, context) {
      if (isPreview) return { id: "", outputs: previewed(type, inputs) };
      const id = idOf(inputs);
      if (await find(id, context)) throw new Error(`cannot create already existing resource '${id}'`);
      return { id, outputs: await change(id, inputs, {}, context) };
    },

    async read({ id, inputs }, context): Promise<(Created & { inputs: Properties }) | undefined> {
      const outputs = await find(id, context);
      if (!outputs) return undefined;
      const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
      const { name: _name, ...found } = outputs;
      return { id, outputs, inputs: refreshed(inputs, found, isSame) };
    },

    async update({ id, inputs, isPreview, oldOutputs }, context) {
      if (isPreview) return { ...oldOutputs, ...previewed(type, inputs) };
      return change(id, inputs, oldOutputs, context);
    },

    async delete({ id }, { signal }) {
      const { client } = session();
      try {
        const { operation } = await client.request("DELETE", id, undefined, signal);
        if (operation !== undefined) await client.wait(operation, DELETE_POLL_S, signal);
      } catch (error) {
        if (!(error instanceof ServiceError && error.status === 404)) throw shown(error);
      }
    },
  };
}

const previewed = (type: AzureType, inputs: Properties): Properties => {
  const outputs: Properties = { ...inputs };
  for (const [list, property] of type.computed)
    if (Array.isArray(inputs[list]))
      outputs[list] = inputs[list].map((each) => ({ [property]: UNKNOWN, ...(each as Properties) }));
  return outputs;
};

const shown = (error: unknown): Error =>
  error instanceof ServiceError
    ? new Error(`Status=${error.status} Code="${error.code}" Message="${error.message}"`, { cause: error })
    : (error as Error);
