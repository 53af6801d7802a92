/** What Google Compute Engine refuses in a request for an instance. */
import { ApiError, notInTheLab } from "../api-error.ts";
import type { World } from "../kind.ts";
import type { Resource } from "../store.ts";
import { checkName } from "./checks.ts";
import { invalid, invalidField } from "./errors.ts";
import { DEFAULT_DISK_GIB, instanceBody, type InstanceBody } from "./instance-body.ts";
import { regionOfZone } from "./places.ts";
import { sizeOf, type GcpSize } from "./sizes.ts";

export function checkSize(machineType: string, zone: string): GcpSize {
  const name = machineType.split("/").at(-1)!;
  const size = sizeOf(name);
  if (size) return size;
  throw invalidField(
    "machineType",
    `zones/${zone}/machineTypes/${name}`,
    `Machine type with name '${name}' does not exist in zone '${zone}'.`,
  );
}

/** In a region. */
const DEFAULT_CORES = 24;

export function checkQuota(id: string, size: GcpSize, region: string, world: World): void {
  const used = world
    .all("compute#instance")
    .filter(
      (each) => each.id !== id && each.facts.power === "running" && regionOfZone(each.id.split("/")[3]!) === region,
    )
    .map((each) => sizeOf(instanceBody(each).machineType)!)
    .filter(({ quota }) => quota === size.quota)
    .reduce((sum, { cpus }) => sum + cpus, 0);
  const limit = world.settings.cores[size.quota] ?? DEFAULT_CORES;
  if (used + size.cpus > limit)
    throw new ApiError(
      403,
      "quotaExceeded",
      `Quota '${size.quota}' exceeded.  Limit: ${limit.toFixed(1)} in region ${region}.`,
    );
}

const IMAGE =
  /^(?:projects\/)?ubuntu-os-cloud\/(?:global\/images\/(?:family\/)?)?(?:family\/)?ubuntu-2404-(?:lts-amd64|noble-amd64-v\d+)$/;
const DISK_TYPES = new Set(["pd-standard", "pd-balanced", "pd-ssd"]);

export function checkDisk({ bootDisk, attachedDisks = [], scratchDisks = [] }: InstanceBody): void {
  if (bootDisk.source !== undefined || attachedDisks.length > 0 || scratchDisks.length > 0)
    throw notInTheLab("disks other than a new boot disk");
  const { image = "", size = DEFAULT_DISK_GIB, type = "pd-standard" } = bootDisk.initializeParams ?? {};
  if (!IMAGE.test(image))
    throw invalidField(
      "disks[0].initializeParams.sourceImage",
      image,
      "The referenced image resource cannot be found.",
    );
  if (!Number.isInteger(size) || size < DEFAULT_DISK_GIB)
    throw invalid(`Requested disk size cannot be smaller than the image size (${DEFAULT_DISK_GIB} GB)`);
  if (size > 65536) throw invalidField("disks[0].initializeParams.diskSizeGb", size, "Disk size is too large.");
  if (!DISK_TYPES.has(type.split("/").at(-1)!))
    throw invalidField("disks[0].initializeParams.diskType", type, "The referenced diskType resource cannot be found.");
}

const MAX_VALUE = 262_144;
const MAX_TOTAL = 524_288;
const MAX_TAGS = 64;

export function checkMetadata({ metadata = {}, tags = [] }: InstanceBody): void {
  let total = 0;
  for (const [key, value] of Object.entries(metadata)) {
    if (!/^[\w-]{1,127}$/.test(key))
      throw invalidField("metadata.items[].key", key, "Must be a match of regex '[a-zA-Z0-9-_]{1,128}'");
    const bytes = Buffer.byteLength(value);
    if (bytes > MAX_VALUE)
      throw invalidField(
        "metadata.items[].value",
        `${bytes} bytes`,
        `Metadata values must be ${MAX_VALUE} bytes or less.`,
      );
    total += bytes + key.length;
  }
  if (total > MAX_TOTAL)
    throw invalidField("metadata", `${total} bytes`, `Metadata must be ${MAX_TOTAL} bytes or less in all.`);
  if (tags.length > MAX_TAGS || new Set(tags).size < tags.length)
    throw invalidField("tags", tags.join(), "Tags must be unique, and at most 64.");
  for (const [i, tag] of tags.entries()) checkName(tag, `tags.items[${i}]`);
}

const MIN_RUN_S = 30;
const MAX_RUN_S = 120 * 86_400;

export function checkScheduling({ scheduling = {} }: InstanceBody): void {
  const { provisioningModel = "STANDARD", preemptible = false, automaticRestart = true } = scheduling;
  const { onHostMaintenance = "MIGRATE", instanceTerminationAction: action, maxRunDuration } = scheduling;
  const field = (name: string, value: unknown, why: string) => invalidField(`scheduling.${name}`, value, why);
  const oneOf = (name: string, value: string, allowed: readonly string[]): void => {
    if (!allowed.includes(value)) throw field(name, value, `Must be one of ${allowed.join(", ")}.`);
  };
  oneOf("provisioningModel", provisioningModel, ["STANDARD", "SPOT"]);
  oneOf("onHostMaintenance", onHostMaintenance, ["MIGRATE", "TERMINATE"]);
  if (action !== undefined) oneOf("instanceTerminationAction", action, ["STOP", "DELETE"]);
  const isSpot = provisioningModel === "SPOT";
  if (isSpot !== preemptible)
    throw field(
      "preemptible",
      preemptible,
      "Scheduling preemptible must be true exactly for the provisioning model SPOT.",
    );
  if (isSpot && automaticRestart)
    throw field(
      "automaticRestart",
      true,
      "Scheduling must have automaticRestart set to false when preemptible is true.",
    );
  if (isSpot && onHostMaintenance !== "TERMINATE")
    throw field(
      "onHostMaintenance",
      onHostMaintenance,
      "Scheduling must have onHostMaintenance set to TERMINATE when preemptible is true.",
    );
  if (maxRunDuration === undefined) {
    if (action !== undefined && !isSpot)
      throw field(
        "instanceTerminationAction",
        action,
        "Cannot specify a termination action without a limited run time.",
      );
    return;
  }
  const { seconds } = maxRunDuration;
  if (!Number.isInteger(seconds) || seconds < MIN_RUN_S || seconds > MAX_RUN_S)
    throw field("maxRunDuration.seconds", seconds, `Must be between ${MIN_RUN_S} and ${MAX_RUN_S}.`);
  if (action === undefined)
    throw field("instanceTerminationAction", "", "You must specify a termination action for a limited run time.");
  if (automaticRestart)
    throw field(
      "automaticRestart",
      true,
      "Automatic restart cannot be enabled for an instance with a limited run time.",
    );
}

/** Changed only while the instance is stopped, and never. */
export function checkFixed(old: Resource, body: InstanceBody): void {
  const before = instanceBody(old);
  const differs = (read: (body: InstanceBody) => unknown): boolean =>
    JSON.stringify(read(before)) !== JSON.stringify(read(body));
  const needsStop =
    differs(({ machineType }) => machineType) ||
    differs(({ serviceAccount, shieldedInstanceConfig }) => [serviceAccount, shieldedInstanceConfig]);
  if (needsStop && old.facts.power === "running")
    throw invalid(`The instance '${old.id}' must be in a stopped state before the change: it is RUNNING.`);
  if (differs(({ bootDisk }) => bootDisk.initializeParams))
    throw invalid("The boot disk of an instance cannot be changed.");
  if (differs(({ hostname }) => hostname)) throw invalid("The host name of an instance cannot be changed.");
  if (differs(({ networkInterfaces }) => networkInterfaces))
    throw notInTheLab("another network interface or address for an instance that exists");
  if (differs(({ scheduling }) => [scheduling?.maxRunDuration, scheduling?.provisioningModel]))
    throw invalid("The run time and the provisioning model of an instance cannot be changed.");
}
