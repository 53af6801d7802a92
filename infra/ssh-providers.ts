/**
 * The dynamic providers of what goes over SSH: shims, as in providers.ts, and for its reasons in this folder.
 */
import type { dynamic } from "@pulumi/pulumi";
import type { SshKeyInputs, SshKeyOutputs } from "./hosts/ssh-keys/lifecycle.ts";

/** SSH key pairs and host keys. */
export const sshKeyProvider: dynamic.ResourceProvider<SshKeyInputs, SshKeyOutputs> = {
  async diff(_id, olds, news) {
    return (await import("./hosts/ssh-keys/lifecycle.ts")).diff(olds, news);
  },
  async create(inputs) {
    return (await import("./hosts/ssh-keys/lifecycle.ts")).create(inputs);
  },
  read(id, props) {
    return Promise.resolve({ id, props: props! });
  },
  update(_id, olds) {
    return Promise.resolve({ outs: olds });
  },
};
