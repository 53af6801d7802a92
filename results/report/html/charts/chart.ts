/** A chart as plain data. drawing.ts draws it; the script of the page reads single points and copies it. */

export interface Line {
  label: string;
  /** Identity of what the line shows, as a class that gives its colour: `side-0`, `service-3`, `bound`. */
  identity: string;
  /** As long as `values`, ascending. */
  x: readonly number[];
  values: readonly (number | null)[];
  /** `faint`: a repeat behind the one that represents its side. Default: a strong line. */
  look?: "faint" | "dashed" | "dotted" | "points";
}

/** A part of the x axis. */
export interface Span {
  name: string;
  from: number;
  to: number;
  /** `change`, `worse`: from here on, values differ from those before. */
  look: "measured" | "unmeasured" | "spike" | "change" | "worse";
}

export interface Chart {
  /** Safe as an element id. */
  id: string;
  title: string;
  unit: string;
  /** Default: linear, from 0. */
  log?: boolean;
  /** The values of the lines, which have the same x, are drawn on top of each other. */
  stacked?: boolean;
  /** The y axis reaches at least this far, so that charts beside each other have one scale. */
  reach?: number;
  /** The x axis reaches at least this far, so that all charts of a level have one. */
  xReach?: number;
  /** Kind of `x`. `percentile`: 1 / (1 - quantile), logarithmic. Default: seconds since the start of the load. */
  xKind?: "seconds" | "percentile" | "load" | "run";
  /** Unit of a load on the x axis. */
  xUnit?: string;
  /** Names of the points on an x axis of runs, from 0. */
  xNames?: readonly string[];
  lines: readonly Line[];
  spans: readonly Span[];
  /** Text below the chart. */
  note?: string;
}

export const isFaint = ({ look }: Line): boolean => look === "faint";
