/** What Azure refuses in a request for a virtual machine. */
import { notInTheLab, type ApiError } from "../api-error.ts";
import type { World } from "../kind.ts";
import type { Resource } from "../store.ts";
import { checkReference } from "./checks.ts";
import { badRequest, conflict } from "./errors.ts";
import { sameId } from "./id.ts";
import { interfaceId, isSpot, machineBody, MIN_DISK_GIB, type MachineBody } from "./machine-body.ts";
import { machineOf } from "./network-interface.ts";
import { SIZE_NAMES, sizeOf, type AzureSize } from "./sizes.ts";

const invalid = (message: string): ApiError => badRequest("InvalidParameter", message);

export function checkSize(body: MachineBody, region: string): AzureSize {
  const name = body.hardwareProfile?.vmSize ?? "";
  const size = sizeOf(name);
  if (!size)
    throw invalid(
      `The value ${name} provided for the VM size is not valid. The valid sizes in the current region are: ${SIZE_NAMES.join(",")}. Find out more on the valid VM sizes in each region at https://aka.ms/azure-regionservices.`,
    );
  if (isSpot(body) && !size.hasSpot)
    throw conflict(
      "SkuNotAvailable",
      `The requested VM size '${name}' is not available in location '${region}' for Azure Spot Virtual Machines.`,
    );
  return size;
}

/** Cores in a region, in all and by family. */
const DEFAULT_CORES = 10;

export function checkQuota(id: string, size: AzureSize, region: string, world: World): void {
  const others = world
    .all("Microsoft.Compute/virtualMachines")
    .filter((vm) => !sameId(vm.id, id) && vm.facts.location === region && vm.facts.power !== "deallocated")
    .map((vm) => sizeOf(machineBody(vm).hardwareProfile!.vmSize!)!);
  for (const [name, family] of [
    ["Total Regional", null],
    [size.family, size.family],
  ] as const) {
    const used = others
      .filter((each) => family === null || each.family === family)
      .reduce((sum, { cpus }) => sum + cpus, 0);
    const limit = world.settings.cores[family ?? "cores"] ?? DEFAULT_CORES;
    if (used + size.cpus > limit)
      throw conflict(
        "OperationNotAllowed",
        `Operation could not be completed as it results in exceeding approved ${name} Cores quota. Additional details - Deployment Model: Resource Manager, Location: ${region}, Current Limit: ${limit}, Current Usage: ${used}, Additional Required: ${size.cpus}, (Minimum) New Limit Required: ${used + size.cpus}. Submit a request for Quota increase at https://aka.ms/ProdportalCRP.`,
      );
  }
}

const FORBIDDEN_USERS = new Set(
  "administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console david guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5".split(
    " ",
  ),
);

const MAX_CUSTOM_DATA = 87380;

export function checkSystem(vmName: string, { osProfile }: MachineBody): void {
  if (!osProfile) throw invalid("Required parameter 'osProfile' is missing (null).");
  const { computerName = vmName, adminUsername, customData, linuxConfiguration, adminPassword } = osProfile;
  if (!/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?$/.test(computerName) || /^\d+$/.test(computerName))
    throw invalid(
      `Linux host name '${computerName}' cannot exceed 64 characters in length or contain the following characters: \` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : ' " , < > / ?.`,
    );
  if (adminUsername === undefined) throw invalid("Required parameter 'adminUsername' is missing (null).");
  if (FORBIDDEN_USERS.has(adminUsername.toLowerCase()) || !/^[a-z_][\w-]{0,31}$/i.test(adminUsername))
    throw invalid("The Admin Username specified is not allowed.");
  const keys = linuxConfiguration?.ssh?.publicKeys ?? [];
  if (linuxConfiguration?.disablePasswordAuthentication === true && keys.length === 0)
    throw invalid("Authentication using either SSH or by user name and password must be enabled in Linux profile.");
  if (linuxConfiguration?.disablePasswordAuthentication !== true && adminPassword === undefined)
    throw invalid("Required parameter 'adminPassword' is missing (null).");
  for (const { path, keyData } of keys) {
    const place = `/home/${adminUsername}/.ssh/authorized_keys`;
    if (path !== place)
      throw invalid(
        `Destination path for SSH public keys is currently limited to its default value ${place}  due to a known issue in Linux provisioning agent.`,
      );
    if (!/^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]+=*( .*)?$/.test(keyData?.trim() ?? ""))
      throw invalid("The value of parameter linuxConfiguration.ssh.publicKeys.keyData is invalid.");
  }
  const isBase64 =
    customData === undefined || /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(customData);
  if (!isBase64 || (customData?.length ?? 0) > MAX_CUSTOM_DATA)
    throw invalid(
      `Custom data in OSProfile must be in Base64 encoding and with a maximum length of ${MAX_CUSTOM_DATA} characters.`,
    );
}

const IMAGES = [{ publisher: "canonical", offer: "ubuntu-24_04-lts", sku: "server" }];

export function checkStorage({ storageProfile }: MachineBody): void {
  const { imageReference: image, osDisk, dataDisks = [] } = storageProfile ?? {};
  if (!image) throw invalid("Required parameter 'imageReference' is missing (null).");
  if (image.id !== undefined || dataDisks.length > 0) throw notInTheLab("own images and data disks");
  const { publisher = "", offer = "", sku = "", version = "" } = image;
  const isKnown = IMAGES.some(
    (each) =>
      each.publisher === publisher.toLowerCase() &&
      each.offer === offer.toLowerCase() &&
      each.sku === sku.toLowerCase(),
  );
  if (!isKnown || (version !== "latest" && !/^24\.04\.\d+$/.test(version)))
    throw badRequest(
      "PlatformImageNotFound",
      `The platform image '${publisher}:${offer}:${sku}:${version}' is not available. Verify that all fields in the storage profile are correct. For more details about storage profile information, please refer to https://aka.ms/storageprofile.`,
    );
  if (osDisk?.createOption?.toLowerCase() !== "fromimage")
    throw invalid("Cannot attach or copy an existing OS disk if the VM is created from a platform or user image.");
  const { diskSizeGB = MIN_DISK_GIB } = osDisk;
  if (diskSizeGB < MIN_DISK_GIB)
    throw invalid(
      `The specified disk size ${diskSizeGB} GB is smaller than the size of the corresponding disk in the VM image: ${MIN_DISK_GIB} GB. This is not allowed. Please choose equal or greater size or do not specify an explicit size.`,
    );
  if (diskSizeGB > 4095 || !Number.isInteger(diskSizeGB))
    throw invalid(
      `The value '${diskSizeGB}' of parameter 'osDisk.diskSizeGB' is out of range. The value must be a whole number between '1' and '4095', inclusive.`,
    );
}

export function checkPriority(body: MachineBody): void {
  const { evictionPolicy, billingProfile } = body;
  if (!isSpot(body) && (evictionPolicy !== undefined || billingProfile !== undefined))
    throw invalid(
      `${evictionPolicy === undefined ? "Billing profile" : "Eviction policy"} can be set only on Azure Spot Virtual Machines. For more information, see http://aka.ms/AzureSpot/errormessages.`,
    );
  const maxPrice = billingProfile?.maxPrice ?? -1;
  if (maxPrice !== -1 && maxPrice <= 0) throw invalid("The billing profile max price must be -1 or greater than 0.");
}

export function checkInterfaces(id: string, body: MachineBody, region: string, world: World): void {
  const interfaces = body.networkProfile?.networkInterfaces ?? [];
  if (interfaces.length === 0) throw invalid("Virtual machine must have at least one network interface.");
  if (interfaces.length > 1) throw notInTheLab("machines with several network interfaces");
  const nic = interfaceId(body);
  if (nic === undefined) throw invalid("Required parameter 'networkInterfaces.id' is missing (null).");
  checkReference(id, nic, region, world);
  const user = machineOf(nic, world);
  if (user && !sameId(user.id, id))
    throw badRequest(
      "NicInUse",
      `Network Interface ${nic} is used by existing resource ${user.id}. In order to use the network interface, it must be dissociated from the resource.`,
    );
}

/** Properties that only a new machine can have. */
const FIXED: readonly (readonly [string, (body: MachineBody) => unknown])[] = [
  ["osProfile.customData", ({ osProfile }) => osProfile?.customData],
  ["osProfile.computerName", ({ osProfile }) => osProfile?.computerName],
  ["osProfile.adminUsername", ({ osProfile }) => osProfile?.adminUsername],
  ["linuxConfiguration.ssh.publicKeys", ({ osProfile }) => osProfile?.linuxConfiguration?.ssh?.publicKeys],
  [
    "linuxConfiguration.disablePasswordAuthentication",
    ({ osProfile }) => osProfile?.linuxConfiguration?.disablePasswordAuthentication,
  ],
  ["imageReference", ({ storageProfile }) => storageProfile?.imageReference],
  ["osDisk.name", ({ storageProfile }) => storageProfile?.osDisk?.name],
  ["osDisk.createOption", ({ storageProfile }) => storageProfile?.osDisk?.createOption],
  ["priority", ({ priority = "Regular" }) => priority],
  ["availabilitySet.id", ({ availabilitySet }) => availabilitySet],
  ["zones", ({ zones }) => zones],
];

export function checkFixed(old: Resource, body: MachineBody): void {
  const before = machineBody(old);
  const differs = (read: (body: MachineBody) => unknown): boolean =>
    JSON.stringify(read(before)) !== JSON.stringify(read(body));
  for (const [name, read] of FIXED)
    if (differs(read)) throw conflict("PropertyChangeNotAllowed", `Changing property '${name}' is not allowed.`);
  const isOff = old.facts.power === "deallocated";
  if (!isOff && differs(({ storageProfile }) => storageProfile?.osDisk?.managedDisk?.storageAccountType))
    throw conflict(
      "OperationNotAllowed",
      "Storage account type of the disk can be changed only while the VM is deallocated.",
    );
  const diskSize = (each: MachineBody): number => each.storageProfile?.osDisk?.diskSizeGB ?? MIN_DISK_GIB;
  if (diskSize(body) < diskSize(before)) throw conflict("OperationNotAllowed", "Disk size cannot be reduced.");
  if (!isOff && diskSize(body) !== diskSize(before))
    throw conflict("OperationNotAllowed", "OS disk can be resized only while the VM is deallocated.");
  if (!isOff && interfaceId(body).toLowerCase() !== interfaceId(before).toLowerCase())
    throw conflict("OperationNotAllowed", "Network interfaces can be changed only while the VM is deallocated.");
  if (isOff && interfaceId(body).toLowerCase() !== interfaceId(before).toLowerCase())
    throw notInTheLab("another network interface for a machine that exists");
}
