/** Changes of an instance for which it must be stopped. */
import type { Properties } from "../framework/index.ts";

const NEED_STOP = [
  "machineType",
  "minCpuPlatform",
  "serviceAccount",
  "enableDisplay",
  "shieldedInstanceConfig",
  "advancedMachineFeatures",
];

const REFUSAL =
  'Changing the machine_type, min_cpu_platform, service_account, enable_display, shielded_instance_config, scheduling.node_affinities or network_interface.[#d].(network/subnetwork/subnetwork_project) or advanced_machine_features on a started instance requires stopping it. To acknowledge this, please set allow_stopping_for_update = true in your config. You can also stop it by setting desired_status = "TERMINATED", but the instance will not be restarted after the update.';

/**
 * Stops the instance if its change needs that and the program allows it.
 *
 * @returns starts it again; `undefined`: it need not be stopped, or was not running
 * @throws if the program does not allow it
 */
export async function startAfterwards(
  oldInputs: Properties,
  inputs: Properties,
  act: (action: string) => Promise<void>,
  find: () => Promise<Properties | undefined>,
): Promise<(() => Promise<void>) | undefined> {
  const differs = (key: string): boolean => JSON.stringify(oldInputs[key]) !== JSON.stringify(inputs[key]);
  if (!NEED_STOP.some(differs)) return undefined;
  const { currentStatus } = (await find()) ?? {};
  if (currentStatus !== "RUNNING") return undefined;
  if (inputs.allowStoppingForUpdate !== true) throw new Error(`1 error occurred:\n\t* ${REFUSAL}\n\n`);
  await act("stop");
  return () => act("start");
}
