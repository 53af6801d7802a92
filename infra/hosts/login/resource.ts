/** The first login to a machine: what runs on it depends on this, and so starts only where a login succeeds. */
import * as pulumi from "@pulumi/pulumi";
import type { MachineAccess } from "../../ssh/remote-script.ts";
import { loginProvider } from "./provider.ts";

export interface LoginArgs {
  node: string;
  access: MachineAccess;
  machine: pulumi.Input<string>;
  /** An existing machine runs, and its owner manages its firewall; a VM that this stack creates may still boot. */
  isExisting: boolean;
}

const BOOT_LIMITS = { reachLimitMs: 300_000, refusalLimitMs: 60_000 };
const RUNNING_LIMITS = { reachLimitMs: 30_000, refusalLimitMs: 0 };

export class Login extends pulumi.dynamic.Resource {
  /** @param opts `dependsOn` the firewall rules that open SSH; `deletedWith` the machine */
  constructor({ node, access, machine, isExisting }: LoginArgs, opts: pulumi.CustomResourceOptions) {
    const target = { port: 22, ...access, privateKey: pulumi.secret(access.privateKey) };
    const limits = { ...(isExisting ? RUNNING_LIMITS : BOOT_LIMITS), isExisting };
    const options = { ...opts, additionalSecretOutputs: ["target"] };
    super(
      loginProvider,
      `${node}-login`,
      { node, target, machine, ...limits, waitedMs: undefined },
      options,
      "stackmark",
      "Login",
    );
  }
}
