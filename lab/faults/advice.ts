/** Does what `destroy` advises about resources that it could not delete. */
import type { CloudConsole } from "../clouds/index.ts";
import { holdsWithin } from "../wait.ts";
import { deleteInCloud } from "./delete-in-cloud.ts";

const SETTLED = { limitMs: 60_000, everyMs: 250 };
/** What others are in is refused until they are gone. */
const MAX_ROUNDS = 5;

/** Pure. The names of the resources that may exist, because their creation was interrupted. */
export const mayExist = (output: string): string[] =>
  [...output.matchAll(/^ +\S+ (.+?) may exist: /gm)].flatMap(([, names]) => names!.split(", "));

/** Pure. The IDs of the resources that a cloud still has. */
export const stillHeld = (output: string): string[] =>
  [...output.matchAll(/^ +(?:Azure|Google Cloud): \S+ (\S+?)(?:\. Delete it with: .*)?$/gm)].map(([, id]) => id!);

/** The file that `destroy` wrote for the owner of a machine that it could not reach; `undefined`: none. Pure. */
export const ownersScript = (output: string): string | undefined => /copy of (\/\S+\.sh)\b/.exec(output)?.[1];

/** Waits until no operation goes on in the clouds. @returns whether none does */
export const settled = (console: CloudConsole): Promise<boolean> =>
  holdsWithin(async () => (await console.inventory()).every(({ state }) => !state.endsWith("ing")), SETTLED);

export interface AdvisedClouds {
  console: CloudConsole;
  /** Of their control planes. */
  socketPath: string;
}

/** @param output of `destroy` */
export async function followAdvice(output: string, { console, socketPath }: AdvisedClouds): Promise<void> {
  const [names, ids] = [mayExist(output), stillHeld(output)];
  const isNamed = (id: string): boolean => ids.includes(id) || names.some((name) => id.endsWith(`/${name}`));
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const named = (await console.inventory()).filter(({ id }) => isNamed(id));
    if (named.length === 0) return;
    for (const { cloud, id } of named) await deleteInCloud(socketPath, cloud, id);
    await settled(console);
  }
}
