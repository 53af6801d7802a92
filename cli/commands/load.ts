import type { Context } from "../context.ts";

export async function load(_context: Context, _args: string[]): Promise<number> {
  throw new Error("not there yet");
}
