import type { Second } from "../schema/cell.ts";
import type { Progress } from "./progress.ts";
import type { MergedSecond } from "./seconds.ts";

/** Why a load is ended from outside: the reason to abort its signal with; its code and message are in the result. */
export class LoadStop extends Error {
  readonly code: "deadline" | "stop-file";

  constructor(code: LoadStop["code"], message: string) {
    super(message);
    this.name = "LoadStop";
    this.code = code;
  }
}

/** What a hook throws ends no load: the outcome's `hookFailure` says it. */
export interface LoadHooks {
  /**
   * Ends the load early: no new request, one second for those under way; the result is then `partial`. Aborted with a
   * `LoadStop`, the result says its reason.
   */
  signal?: AbortSignal;
  /** About once a second. */
  onProgress?(progress: Progress): void;
  /** Every second of the load, in order. */
  onSecond?(second: Second): void;
  /** As `onSecond`, with the distributions behind it. */
  onMergedSecond?(second: MergedSecond): void;
  /** The load enters a segment. */
  onSegment?(name: string): void;
}
