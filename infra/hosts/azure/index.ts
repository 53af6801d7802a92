/** Azure: loaded only for stacks that have a machine there. */
export { azureMachine } from "./machine.ts";
export { azureNetwork } from "./network.ts";
export { azureRules } from "./rules.ts";
