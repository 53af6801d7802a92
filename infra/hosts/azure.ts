/** Azure: loaded only for stacks that have a machine there. */
export { azureMachine } from "./azure/machine.ts";
export { azureNetwork } from "./azure/network.ts";
export { azureRules } from "./azure/rules.ts";
