/** Creates the stack `dev` in a new backend before each test of a suite. */
import { readFile } from "node:fs/promises";
import type { ResourceState } from "../../../engine/model.ts";
import { newSecretsProvider, type SecretsProvider } from "../../../engine/secrets/provider.ts";
import { openBackend } from "../../../engine/state/backend.ts";
import type { StackState } from "../../../engine/state/stack.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { snapshotWith } from "./states.ts";

export interface DevStack {
  /** The folder of the backend. */
  readonly path: string;
  readonly secrets: SecretsProvider;
  readonly state: StackState;
  /** The text of the state file. */
  text: () => Promise<string>;
  save: (...things: ResourceState[]) => Promise<void>;
}

export function devStack(): DevStack {
  const folder = temporaryFolder();
  let secrets: SecretsProvider;
  let state: StackState;
  before(async () => void (secrets = await newSecretsProvider("test")));
  beforeEach(async () => {
    state = (await openBackend(folder.path)).stack("shop", "dev");
    await state.create(secrets);
  });
  return {
    get path() {
      return folder.path;
    },
    get secrets() {
      return secrets;
    },
    get state() {
      return state;
    },
    text: () => readFile(state.layout.stateFile, "utf8"),
    save: (...things) => state.withLock(secrets, (store) => store.save(snapshotWith(...things))),
  };
}
