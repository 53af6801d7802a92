/**
 * Resources of clouds that may exist although the state does not have them: the engine or a provider was killed while it
 * created them. Pure.
 */
import type { StateResource } from "../engines/engine.ts";

const OF_CLOUDS = /^(azure-native|gcp):/;
const GROUP = "azure-native:resources:ResourceGroup";

/**
 * One line for each, with what to do about it. Those in a resource group that is deleted went with it.
 *
 * @param interrupted from the state's pending operations
 * @param remaining the resources that are still in the state
 */
export function mayExist(
  stack: string,
  interrupted: readonly StateResource[],
  remaining: readonly StateResource[],
): string[] {
  const groups = new Set(
    [...interrupted, ...remaining].filter(({ type }) => type === GROUP).map(({ inputs }) => inputs?.resourceGroupName),
  );
  return interrupted
    .filter(
      ({ type, inputs }) => OF_CLOUDS.test(type) && (isInNoGroup(inputs) || groups.has(inputs?.resourceGroupName)),
    )
    .map(({ urn, type, inputs }) => {
      const names = Object.entries(inputs ?? {}).flatMap(([key, value]) =>
        /^name$|Name$/.test(key) && key !== "resourceGroupName" && typeof value === "string" ? [value] : [],
      );
      const name = names.length > 0 ? names.join(", ") : urn.split("::").at(-1)!;
      return (
        `${type} ${name} may exist: its creation was interrupted. If it does, delete it in the cloud's console, and destroy again; ` +
        `then run: stackmark pulumi refresh --clear-pending-creates --yes --stack ${stack}`
      );
    });
}

const isInNoGroup = (inputs: StateResource["inputs"]): boolean => typeof inputs?.resourceGroupName !== "string";
