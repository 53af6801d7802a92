/** Stand-ins for the clouds' own tools. */
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a stand-in answers: the first whose pattern is in its arguments; `[]` for all others. */
export type Answers = Record<string, unknown>;

/** @param answers an error's text as `{ error }`; that of a warning before an empty list as `{ warning }` */
export async function standIn(folder: string, name: string, answers: Answers): Promise<void> {
  const cases = Object.entries(answers).map(([pattern, answer]) => {
    const { error, warning } = answer as { error?: string; warning?: string };
    if (warning !== undefined) return `*'${pattern}'*) echo '${warning}' >&2; echo '[]';;`;
    return error === undefined
      ? `*'${pattern}'*) cat <<'END'\n${JSON.stringify(answer)}\nEND\n;;`
      : `*'${pattern}'*) echo '${error}' >&2; exit 1;;`;
  });
  const script = `#!/bin/sh\necho "${name} $*" >>${folder}/asked\ncase "$*" in\n${cases.join("\n")}\n*) echo '[]';;\nesac\n`;
  await writeFile(join(folder, name), script);
  await chmod(join(folder, name), 0o755);
}

/** The command lines of all stand-ins so far. */
export const asked = async (folder: string): Promise<string[]> =>
  (await readFile(join(folder, "asked"), "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
