import type { dynamic } from "@pulumi/pulumi";
import type { UninstallInputs } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const uninstallProvider: dynamic.ResourceProvider<UninstallInputs, UninstallInputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/k3s/uninstall/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/k3s/uninstall/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  async update(_id, _olds, news) {
    return { outs: (await import("#infra/k3s/uninstall/lifecycle.ts")).create(news).outs };
  },
  async delete(_id, props) {
    return (await import("#infra/k3s/uninstall/lifecycle.ts")).remove(props);
  },
};
