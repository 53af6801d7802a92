/**
 * The dynamic provider of what machines in clouds have in common: a shim, as in providers.ts, and for its reasons in
 * this folder.
 */
import type { dynamic } from "@pulumi/pulumi";
import type { ExpiryInputs, ExpiryOutputs } from "./hosts/expiry/lifecycle.ts";

/** When a stack's machines end by themselves. */
export const expiryProvider: dynamic.ResourceProvider<ExpiryInputs, ExpiryOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./hosts/expiry/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./hosts/expiry/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
};
