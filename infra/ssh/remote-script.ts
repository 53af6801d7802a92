/** A script on a machine as a resource of pulumi-command, set up to leak no secret and to wait for slow boots. */
import { Command } from "@pulumi/command/remote/command.js";
import * as pulumi from "@pulumi/pulumi";
import { scriptLine, STDIN_SCRIPT_AS_ROOT } from "./shell.ts";

/** How to log in to a machine, as inputs. */
export interface MachineAccess {
  host: pulumi.Input<string>;
  /** Default 22. */
  port?: pulumi.Input<number>;
  user: pulumi.Input<string>;
  /** Secret. */
  privateKey: pulumi.Input<string>;
  /** A line of `authorized_keys`. Required: without it anybody could impersonate the machine. */
  hostKey: pulumi.Input<string>;
}

export interface RemoteScript {
  access: MachineAccess;
  /** Must be idempotent, as any change runs it again, and must contain no secret: previews show it. */
  script: pulumi.Input<string>;
  /** Secret; for the script to read. */
  stdin?: pulumi.Input<string>;
  /** Its output is then neither shown nor stored in plain text. */
  isOutputSecret?: boolean;
  /** ID of the machine; another one runs the script again. */
  machine: pulumi.Input<string>;
}

/** A login has succeeded before: these dials, 0.1 to 5 s apart, are for a machine that restarts. */
const DIAL_ERROR_LIMIT = 20;
const PER_DIAL_TIMEOUT_S = 15;

/** Has no `delete`: it would fail the whole destroy if the machine is gone. */
export function remoteScript(name: string, args: RemoteScript, opts: pulumi.CustomResourceOptions): Command {
  const { access, script, stdin, isOutputSecret = false, machine } = args;
  const { host, port = 22, user, privateKey, hostKey } = access;
  const line = pulumi.output(script).apply(scriptLine);
  return new Command(
    name,
    {
      connection: {
        ...{ host, port, user, hostKey },
        privateKey: pulumi.secret(privateKey),
        perDialTimeout: PER_DIAL_TIMEOUT_S,
        dialErrorLimit: DIAL_ERROR_LIMIT,
      },
      create: STDIN_SCRIPT_AS_ROOT,
      stdin: stdin === undefined ? line : pulumi.secret(pulumi.interpolate`${line}${stdin}`),
      triggers: [machine],
      addPreviousOutputInEnv: false,
      logging: isOutputSecret ? "none" : "stderr",
    },
    isOutputSecret ? { ...opts, additionalSecretOutputs: ["stdout", "stderr"] } : opts,
  );
}
