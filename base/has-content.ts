import { stat } from "node:fs/promises";

/** Whether there is a file with at least one byte. */
export async function hasContent(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && found.isFile() && found.size > 0;
}
