/** Google's cloud: loaded only for stacks that have a machine there. */
export { gcpMachine } from "./machine.ts";
export { gcpNetwork } from "./network.ts";
export { gcpRules } from "./rules.ts";
