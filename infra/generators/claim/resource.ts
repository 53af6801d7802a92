/**
 * What a stack has on an existing machine that sends its load. Deleting it removes that, if the machine can be reached, but for
 * what another stack uses, too.
 */
import * as pulumi from "@pulumi/pulumi";
import type { MachineAccess } from "../../ssh/remote-script.ts";
import { claimProvider } from "./provider.ts";

export interface GeneratorClaimArgs {
  stack: string;
  /** The generator's name. */
  node: string;
  access: MachineAccess;
}

/** Its ID is the stack's claim, which loads leave on what they install. */
export class GeneratorClaim extends pulumi.dynamic.Resource {
  constructor({ stack, node, access }: GeneratorClaimArgs, opts: pulumi.CustomResourceOptions = {}) {
    const target = { port: 22, ...access, privateKey: pulumi.secret(access.privateKey) };
    const options = { ...opts, additionalSecretOutputs: ["target"] };
    super(claimProvider, `${node}-claim`, { stack, node, target }, options, "stackmark", "GeneratorClaim");
  }
}
