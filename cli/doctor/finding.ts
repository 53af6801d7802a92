export interface Finding {
  /** `fail`: something cannot work. `note`: it works with restrictions. */
  status: "ok" | "note" | "fail";
  detail: string;
}

export interface NamedFinding extends Finding {
  name: string;
}
