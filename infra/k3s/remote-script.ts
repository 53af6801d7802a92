/** A script on a machine as a resource: pulumi-command, told not to leak and to wait for slow boots. */
import { Command } from "@pulumi/command/remote/command.js";
import * as pulumi from "@pulumi/pulumi";
import { asRoot } from "./script.ts";

/** A machine's way in, as far as it is known. */
export interface MachineAccess {
  host: pulumi.Input<string>;
  /** Default 22. */
  port?: pulumi.Input<number>;
  user: pulumi.Input<string>;
  /** Secret. */
  privateKey: pulumi.Input<string>;
  /** A line of `authorized_keys`. Without it anybody could be the machine, so it is not optional. */
  hostKey: pulumi.Input<string>;
}

export interface RemoteScript {
  access: MachineAccess;
  /** Idempotent: it runs again whenever anything about it changes. Holds no secret, since a failure prints it. */
  script: pulumi.Input<string>;
  /** Secret. */
  stdin?: pulumi.Input<string>;
  /** What it prints is a secret: then it is neither shown nor kept in plain text. */
  isOutputSecret?: boolean;
  /** Another value: another machine, on which the script has never run. */
  machine: pulumi.Input<string>;
}

/** Refused dials are retried after 0.1 s, growing to 5 s: this many last about 7.5 minutes, and a slow boot 5. */
const DIAL_ERROR_LIMIT = 100;
const PER_DIAL_TIMEOUT_S = 15;

/** It has no `delete`: on a machine that is gone, that would fail a whole destroy. */
export function remoteScript(name: string, args: RemoteScript, opts: pulumi.CustomResourceOptions): Command {
  const { access, script, stdin, isOutputSecret = false, machine } = args;
  const { host, port = 22, user, privateKey, hostKey } = access;
  return new Command(
    name,
    {
      connection: {
        ...{ host, port, user, hostKey },
        privateKey: pulumi.secret(privateKey),
        perDialTimeout: PER_DIAL_TIMEOUT_S,
        dialErrorLimit: DIAL_ERROR_LIMIT,
      },
      create: pulumi.output(script).apply(asRoot),
      ...(stdin === undefined ? {} : { stdin: pulumi.secret(stdin) }),
      triggers: [machine],
      addPreviousOutputInEnv: false,
      logging: isOutputSecret ? "none" : "stderr",
    },
    isOutputSecret ? { ...opts, additionalSecretOutputs: ["stdout", "stderr"] } : opts,
  );
}
