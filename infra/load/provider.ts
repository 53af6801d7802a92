import type { dynamic } from "@pulumi/pulumi";
import type { CellInputs, CellOutputs } from "./cell.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const loadProvider: dynamic.ResourceProvider<CellInputs, CellOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/load/cell.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/load/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, olds, news) {
    return (await import("#infra/load/lifecycle.ts")).update(olds, news);
  },
  async delete(_id, props) {
    return (await import("#infra/load/lifecycle.ts")).remove(props);
  },
};
