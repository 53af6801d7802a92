import type { Vantage } from "@stackmark/loadgen";
import type { PartEnd } from "./end.ts";

/** What is known of a load that a tool sent, beside its files. */
export interface SentLoad {
  version: string;
  /** What it requested. */
  target: string;
  /** Null: not measured from where the tool ran. */
  rttMs: Vantage["rttMs"];
  /** In the order of their shares of the load. */
  parts: PartEnd[];
}

export interface SendingHooks {
  signal: AbortSignal;
  /** Called when the load begins. */
  begin: () => void;
  /** Called before it, with the tool's version. */
  ready: (version: string) => void;
  /** A line that the tool printed. */
  log: (line: string) => void;
}

/** What the tool's file is given as its target: it appends paths, and two slashes are the path of another resource. */
export const baseOf = (target: string): string => target.replace(/\/+$/, "");
