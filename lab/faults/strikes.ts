/** How each fault strikes. */
import type { CloudName } from "../clouds/index.ts";
import type { FaultName } from "./catalog.ts";
import { NOBODY, type Scene, type Strike } from "./scene.ts";

/** An engine's providers, and the process in which those of the program itself run. */
const PROVIDERS = /pulumi-resource-|lab\/plugins\/[\w-]+\/main|cmd\/dynamic-provider/;
const SSH_SESSION = /^sshd(-session)?: \w+@/;
const KUBELET = /kubernetes kubelet /;

const SHORT_CUT_MS = 20_000;
const POWER_BACK_MS = 10_000;
const BURST = 4;
const THROTTLED = { throttledShare: 0.4, retryAfterS: 2 };
const CALM = { throttledShare: 0, retryAfterS: 10 };
/** Little enough that no image fits. */
const FREE_MIB = 1;

const REFUSALS: Record<CloudName, readonly { status: number; code: string }[]> = {
  azure: [
    { status: 429, code: "TooManyRequests" },
    { status: 500, code: "InternalServerError" },
    { status: 409, code: "AnotherOperationInProgress" },
  ],
  gcp: [
    { status: 429, code: "rateLimitExceeded" },
    { status: 503, code: "backendError" },
    { status: 409, code: "resourceInUseByAnotherResource" },
  ],
};

const HALF_CREATED = "InternalExecutionError";
const MACHINE_KINDS: Record<CloudName, string> = {
  azure: "Microsoft.Compute/virtualMachines",
  gcp: "compute#instance",
};

export const STRIKES: Readonly<Record<FaultName, (scene: Scene) => Promise<Strike>>> = {
  "engine-killed": (scene) => sent(scene, "SIGKILL", "killed the engine"),
  interrupted: (scene) => sent(scene, "SIGINT", "sent SIGINT"),
  "provider-killed": (scene) => scene.kill(() => Promise.resolve(scene.parts.namespace), PROVIDERS),
  "ssh-session-killed": (scene) => killOn(scene, SSH_SESSION),
  "kubelet-killed": (scene) => killOn(scene, KUBELET),
  "server-power-failure": (scene) => powerFailure(scene, "azure"),
  "worker-power-failure": (scene) => powerFailure(scene, "gcp"),
  "internet-cut-for-a-while": async (scene) => {
    const { what, heal } = await cut(scene);
    if (what === NOBODY) return { what, heal };
    return { what: `${what} for ${SHORT_CUT_MS / 1000} s`, heal: healedAfter(SHORT_CUT_MS, heal!) };
  },
  "internet-cut": cut,
  "azure-burst": (scene) => burst(scene, "azure"),
  "gcp-burst": (scene) => burst(scene, "gcp"),
  "clouds-throttle": async ({ parts: { console } }) => {
    await console.set(THROTTLED);
    return { what: `${THROTTLED.throttledShare * 100} % of requests throttled`, heal: () => console.set(CALM) };
  },
  "machine-half-created": async ({ parts: { console, random } }) => {
    const cloud = random.pick(["azure", "gcp"] as const);
    await console.fail(cloud, {
      ...{ kind: MACHINE_KINDS[cloud], action: "create", when: "after" },
      ...{ status: 500, code: HALF_CREATED },
    });
    const what = `the create of ${cloud}'s machine fails after it ran`;
    return { what, sign: new RegExp(HALF_CREATED), heal: () => console.clearFaults() };
  },
  "disk-full": (scene) => {
    const { lab, random } = scene.parts;
    return scene.toMachine(random.pick(["azure", "gcp"] as const), async (name) => {
      await lab.fillDisk({ name, freeMiB: FREE_MIB });
      const empty = () => scene.ifThere(name, "running", () => lab.fillDisk({ name, freeMiB: null }));
      return { what: `filled the disk of ${name}`, heal: empty };
    });
  },
  "machine-deleted": (scene) => {
    const { console, random } = scene.parts;
    return scene.toMachine(random.pick(["azure", "gcp"] as const), async (name) => {
      await console.interfere(name, "delete");
      return { what: `deleted ${name} in the console` };
    });
  },
  "api-server-dead": (scene) =>
    scene.toMachine("azure", async (name) => {
      await scene.parts.lab.setPower({ name, isOn: false });
      return { what: `the server ${name} has no power` };
    }),
  "existing-machine-gone": async ({ parts: { lab, edge } }) => {
    await lab.setPower({ name: edge!, isOn: false });
    return { what: `${edge} has no power`, heal: () => lab.setPower({ name: edge!, isOn: true }) };
  },
};

/** As a signal of the operator's, or of somebody who may send it one. */
const sent = ({ operation }: Scene, signal: "SIGINT" | "SIGKILL", what: string): Promise<Strike> =>
  Promise.resolve({ what: operation!.signal(signal) ? what : NOBODY });

/** Heals by itself after that time, and at once if the operation ends before. */
function healedAfter(ms: number, heal: () => Promise<unknown>): () => Promise<unknown> {
  let healing: Promise<unknown> | undefined;
  const once = (): Promise<unknown> => {
    clearTimeout(timer);
    healing ??= heal();
    // The caller hears of it; the timer has nobody to tell.
    healing.catch(() => undefined);
    return healing;
  };
  const timer = setTimeout(() => void once(), ms);
  return once;
}

async function killOn(scene: Scene, matches: RegExp): Promise<Strike> {
  const clouds = ["azure", "gcp"] as const;
  const cloud = scene.parts.random.pick(clouds);
  return scene.kill(async () => {
    const machine = await scene.machine(cloud);
    return machine === undefined ? undefined : scene.machineNamespace(machine);
  }, matches);
}

/** The machine boots again after a while, on its old disk. */
function powerFailure(scene: Scene, cloud: CloudName): Promise<Strike> {
  const { lab } = scene.parts;
  return scene.toMachine(cloud, async (name) => {
    await lab.setPower({ name, isOn: false });
    const powerOn = () => scene.ifThere(name, "stopped", () => lab.setPower({ name, isOn: true }));
    const heal = healedAfter(POWER_BACK_MS, powerOn);
    return { what: `power failure of ${name} for ${POWER_BACK_MS / 1000} s`, heal };
  });
}

async function cut(scene: Scene): Promise<Strike> {
  const { lab } = scene.parts;
  const cutAll = async (isCut: boolean): Promise<string[] | undefined> => {
    const [one, other] = [await scene.site("azure"), await scene.site("gcp")];
    if (one === undefined || other === undefined) return undefined;
    // A network of the clouds may not be open yet, or not any more.
    const settings = { isCut };
    return Promise.all([
      lab.setPath({ from: one, to: other, settings }),
      lab.setPath({ from: other, to: one, settings }),
    ]).then(
      () => [one, other],
      () => undefined,
    );
  };
  const sites = await scene.find(() => cutAll(true));
  // One of the two directions may be cut although there is no answer for both.
  const heal = () => cutAll(false);
  return { what: sites === undefined ? NOBODY : `cut the internet between ${sites.join(" and ")}`, heal };
}

async function burst({ parts: { console, random } }: Scene, cloud: CloudName): Promise<Strike> {
  const { status, code } = random.pick(REFUSALS[cloud]);
  await console.fail(cloud, { kind: "*", action: "*", times: BURST, status, code });
  return { what: `${BURST} times ${status} ${code} of ${cloud}`, heal: () => console.clearFaults() };
}
