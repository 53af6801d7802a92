import type { dynamic } from "@pulumi/pulumi";
import type { ClaimProps } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const claimProvider: dynamic.ResourceProvider<ClaimProps, ClaimProps> = {
  async diff(_id, olds, news) {
    return (await import("#infra/generators/claim/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/generators/claim/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, _olds, news) {
    return { outs: (await import("#infra/generators/claim/lifecycle.ts")).create(news).outs };
  },
  async delete(id, props) {
    return (await import("#infra/generators/claim/lifecycle.ts")).remove(id, props);
  },
};
