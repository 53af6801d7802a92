/** Google's cloud: loaded only for stacks that have a machine there. */
export { gcpMachine } from "./gcp/machine.ts";
export { gcpNetwork } from "./gcp/network.ts";
export { gcpRules } from "./gcp/rules.ts";
