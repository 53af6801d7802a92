import type { dynamic } from "@pulumi/pulumi";
import type { PasswordOutputs } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const passwordProvider: dynamic.ResourceProvider<object, PasswordOutputs> = {
  diff() {
    return Promise.resolve({ changes: false });
  },
  async create() {
    return (await import("#infra/observability/kube-prometheus/grafana-password/lifecycle.ts")).create();
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
};
