import type { dynamic } from "@pulumi/pulumi";
import type { SshKeyInputs, SshKeyOutputs } from "./lifecycle.ts";

/** Pulumi keeps the text of this object in the state and runs it in another process, so it captures nothing. */
export const sshKeyProvider: dynamic.ResourceProvider<SshKeyInputs, SshKeyOutputs> = {
  async diff(_id, olds, news) {
    return (await import("#infra/hosts/ssh-keys/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("#infra/hosts/ssh-keys/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
};
