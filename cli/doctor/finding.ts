export interface Finding {
  /** `fail`: something that is asked for cannot work. `note`: it works, with less. */
  status: "ok" | "note" | "fail";
  detail: string;
}

export interface Named extends Finding {
  name: string;
}
