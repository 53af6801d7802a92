import { writeAtomic } from "../../base/atomic-file.ts";
import { messageOf } from "../../base/errors.ts";
import type { Context } from "../context.ts";

/** Writes down what a later command may need to know. A full disk must not stop a destroy or a sweep: it costs one line. */
export const keepRecord = (
  { stderr }: Pick<Context, "stderr">,
  file: string,
  record: object,
  what: string,
): Promise<void> =>
  writeAtomic(file, `${JSON.stringify(record, null, 2)}\n`).catch(
    (error: unknown) => void stderr.write(`${what} was not recorded: ${messageOf(error)}\n`),
  );
