import type { dynamic } from "@pulumi/pulumi";
import type { ExpiryInputs, ExpiryOutputs } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const expiryProvider: dynamic.ResourceProvider<ExpiryInputs, ExpiryOutputs> = {
  async diff(id, olds, news) {
    return (await import("#infra/hosts/expiry/lifecycle.ts")).diff(id, olds, news);
  },
  async create(inputs) {
    return (await import("#infra/hosts/expiry/lifecycle.ts")).create(inputs);
  },
  async read(id, props) {
    return (await import("#infra/hosts/expiry/lifecycle.ts")).read(id, props!);
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
};
