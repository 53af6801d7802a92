/** Represents K3s on an existing machine: deleting it uninstalls K3s, if the machine can be reached. */
import * as pulumi from "@pulumi/pulumi";
import { uninstallProvider } from "./provider.ts";
import type { MachineAccess } from "../../ssh/remote-script.ts";

export interface UninstallArgs {
  stack: string;
  node: string;
  /** Null: there is no SSH access. */
  access: MachineAccess | null;
  /** Default 30 000. */
  connectLimitMs?: number;
}

/**
 * Create it before K3s is installed, so that a failed installation is removed, too. Resources on the machine are
 * `deletedWith` it.
 */
export class Uninstall extends pulumi.dynamic.Resource {
  constructor(
    { stack, node, access, connectLimitMs = 30_000 }: UninstallArgs,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const target = access === null ? null : { port: 22, ...access, privateKey: pulumi.secret(access.privateKey) };
    const options = { ...opts, additionalSecretOutputs: ["target"] };
    super(
      uninstallProvider,
      `${node}-uninstall`,
      { stack, node, target, connectLimitMs },
      options,
      "stackmark",
      "Uninstall",
    );
  }
}
