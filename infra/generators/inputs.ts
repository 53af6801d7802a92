/** The generator machines of a plan as inputs of its cells. */
import * as pulumi from "@pulumi/pulumi";
import type { Secrets } from "../config/read.ts";
import type { PlannedGenerator } from "../topology/load.ts";
import type { GeneratorMachine } from "./machine.ts";

/** @returns `null` if this machine sends the load; secret, because of the key */
export function generatorInputs(
  generators: readonly PlannedGenerator[],
  { edgeSshKey }: Pick<Secrets, "edgeSshKey">,
): pulumi.Output<GeneratorMachine[]> | null {
  if (generators.length === 0) return null;
  return pulumi.secret(edgeSshKey!).apply((privateKey) =>
    generators.map(({ name, address, sshUser, sshPort, hostKey, workers, region, zone }) => ({
      ...{ name, region, zone, workers },
      access: { host: address, port: sshPort, user: sshUser, privateKey, hostKey },
    })),
  );
}
