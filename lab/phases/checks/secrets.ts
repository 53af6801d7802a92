/** No secret of a stack is in clear where it may not be. */
import { counted } from "../../../base/counted.ts";
import { CommandLineWatch } from "../../processes.ts";
import { filesOf } from "../../secrets/files.ts";
import { secretsInClear } from "../../secrets/search.ts";
import { secretsOf } from "../../secrets/state.ts";
import type { Operator } from "../operator.ts";
import { check, type Check } from "./check.ts";

type StackOwner = Pick<Operator, "exportState" | "printed">;

/** Watches command lines from its creation until it is disposed of. */
export class SecretChecks implements Disposable {
  readonly #commandLines = new CommandLineWatch();
  readonly #secrets = new Map<string, string>();
  readonly #dir: string;
  readonly #operator: StackOwner;

  /** @param dir folder of the lab */
  constructor(dir: string, operator: StackOwner) {
    this.#dir = dir;
    this.#operator = operator;
  }

  /** Takes note of the secrets of a stack. Once it is destroyed, its state has none. */
  async learn(stack: string): Promise<void> {
    for (const [secret, place] of secretsOf(await this.#operator.exportState(stack))) this.#secrets.set(secret, place);
  }

  /** @param when such as `after up` */
  check(when: string): Check {
    const [files, commandLines] = [filesOf(this.#dir), this.#commandLines.seen];
    const found = secretsInClear(this.#secrets, { files, commandLines, printed: this.#operator.printed });
    const searched = `${counted(files.length, "file")} and ${counted(commandLines.size, "command line")}`;
    // A search for nothing shows nothing.
    const isClean = this.#secrets.size > 0 && found.length === 0;
    return check(
      `no secret is in clear ${when}`,
      isClean,
      found.join("; ") || `${counted(this.#secrets.size, "text")} looked for in ${searched}`,
    );
  }

  [Symbol.dispose](): void {
    this.#commandLines[Symbol.dispose]();
  }
}
