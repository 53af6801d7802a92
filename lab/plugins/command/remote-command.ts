/** The resource `command:remote:Command`. */
import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import {
  containsUnknown,
  plainProperties,
  UNKNOWN,
  type Context,
  type Properties,
  type ResourceType,
} from "../framework/index.ts";
import { changesOf } from "./changes.ts";
import type { Connection } from "./credentials.ts";
import { checkInputs } from "./inputs.ts";
import { runRemotely } from "./run.ts";
import type { SessionOutput } from "./session.ts";

const LOGGED: Record<string, { stdout: boolean; stderr: boolean }> = {
  stdout: { stdout: true, stderr: false },
  stderr: { stdout: false, stderr: true },
  stdoutAndStderr: { stdout: true, stderr: true },
};
const NOTHING = { stdout: false, stderr: false };

const NO_OUTPUT: SessionOutput = { stdout: "", stderr: "" };
const UNKNOWN_OUTPUT: SessionOutput = { stdout: UNKNOWN, stderr: UNKNOWN };

interface Settings {
  addPreviousOutputInEnv?: boolean;
  connection: Connection & { proxy?: unknown };
  create?: string;
  delete?: string;
  environment?: Record<string, string>;
  logging?: string;
  stdin?: string;
  update?: string;
}

const settingsOf = (properties: Properties): Settings => plainProperties(properties) as unknown as Settings;

function previousOf(outputs: Properties): SessionOutput {
  const { stdout = "", stderr = "" } = plainProperties(outputs) as Partial<SessionOutput>;
  return { stdout, stderr };
}

async function run(
  command: string | undefined,
  settings: Settings,
  previous: SessionOutput,
  context: Context,
): Promise<SessionOutput> {
  if (command === undefined) return previous;
  const { addPreviousOutputInEnv = true, connection, environment = {}, logging, stdin = "" } = settings;
  if (connection.proxy !== undefined)
    throw new Error("The lab's command plugin cannot connect through a proxy: remove `connection.proxy`.");
  const optionalEnvironment: Record<string, string> = {};
  if (addPreviousOutputInEnv) {
    if (previous.stdout !== "") optionalEnvironment.PULUMI_COMMAND_STDOUT = previous.stdout;
    if (previous.stderr !== "") optionalEnvironment.PULUMI_COMMAND_STDERR = previous.stderr;
  }
  const isLogged = logging === undefined ? LOGGED.stdoutAndStderr! : (LOGGED[logging] ?? NOTHING);
  return runRemotely({
    ...{ command, connection, environment, optionalEnvironment, stdin, isLogged },
    signal: context.signal,
    log: (severity, message, isStatus) => context.log(severity, message, isStatus),
  });
}

const newId = (name: string): string => `${name}${randomBytes(4).toString("hex")}`;

export const remoteCommand: ResourceType = {
  check: ({ inputs }) => checkInputs(inputs),
  diff: (call) => ({ changes: changesOf(call) }),
  async create({ name, inputs, isPreview }, context) {
    const id = newId(name);
    if (isPreview) return { id, outputs: { ...inputs, ...UNKNOWN_OUTPUT } };
    const settings = settingsOf(inputs);
    return { id, outputs: { ...inputs, ...(await run(settings.create, settings, NO_OUTPUT, context)) } };
  },
  async update({ oldInputs, oldOutputs, inputs, isPreview }, context) {
    const previous = previousOf(oldOutputs);
    if (isPreview) {
      const isKept = isDeepStrictEqual(oldInputs, inputs) && !containsUnknown(inputs);
      return { ...inputs, ...(isKept ? previous : UNKNOWN_OUTPUT) };
    }
    const settings = settingsOf(inputs);
    return { ...inputs, ...(await run(settings.update ?? settings.create, settings, previous, context)) };
  },
  async delete({ outputs }, context) {
    const settings = settingsOf(outputs);
    await run(settings.delete, settings, previousOf(outputs), context);
  },
};
