import type { dynamic } from "@pulumi/pulumi";
import type { CellOutputs } from "./cell.ts";
import type { SplitInputs } from "./secret-inputs.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const loadProvider: dynamic.ResourceProvider<SplitInputs, CellOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/load/cell.ts")).diff(olds, news);
  },
  async create(inputs) {
    const { together } = await import("#infra/load/secret-inputs.ts");
    return (await import("#infra/load/lifecycle.ts")).create(together(inputs));
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, olds, news) {
    const { together } = await import("#infra/load/secret-inputs.ts");
    return (await import("#infra/load/lifecycle.ts")).update(olds, together(news));
  },
  async delete(_id, props) {
    return (await import("#infra/load/lifecycle.ts")).remove(props);
  },
};
