export interface Finding {
  /** `fail`: something cannot work. `note`: it works with restrictions, or it is not known. */
  status: "ok" | "note" | "fail";
  detail: string;
  /** A cloud would certainly refuse a stack, so nothing is started. */
  isRefusal?: boolean;
}

export interface NamedFinding extends Finding {
  name: string;
}
