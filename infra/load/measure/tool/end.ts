/** How the processes of a load tool ended. */

export interface ToolEnd {
  /** `null` if a signal ended it, or if its end is not known. */
  code: number | null;
  /** How it ended, in words. */
  how: string;
  /** What it printed last. */
  lastLines: string[];
}

/** Of one of the processes that sent a load together. */
export interface PartEnd extends ToolEnd {
  /** Where it ran, in messages. Undefined: it was the only one, on this machine. */
  place: string | undefined;
  /** Folder on this machine with the files that it wrote, as far as they could be had. */
  folder: string;
  /** Time of day of its end, as it was seen here. */
  endedMs: number;
  /** It was asked to end: the load was stopped, or another part had failed. */
  isStopped: boolean;
}
