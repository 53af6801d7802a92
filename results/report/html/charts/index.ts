/** The charts over time of a report, in rows: one measure a row, one chart for each level in it. */
import type { Report } from "../model.ts";
import { isChart, loadCharts, type Slot } from "./load.ts";
import { drawnCells } from "./sides.ts";
import { nodeCharts, serviceCharts, serviceIdentities, type ServiceIdentities } from "./usage.ts";

export interface ReportCharts {
  load: Slot[][];
  nodes: Slot[][];
  /** One row for each measure and side. */
  services: Slot[][];
  serviceIdentities: ServiceIdentities;
}

/** Maximum number of points of all lines together, which are about 0.8 MB of text. */
const MAX_POINTS = 60_000;
/** More points than this cannot be told apart on a chart's width. */
const MAX_POINTS_OF_LINE = 400;

/** Long series are thinned to keep the page small. */
export function reportCharts(report: Report): ReportCharts {
  const identities = serviceIdentities(report);
  const levels = report.levels.map(({ id, name, cells }) => {
    const place = { id, title: report.levels.length > 1 ? `, ${name}` : "" };
    return { place, drawn: drawnCells(report, cells) };
  });
  const all = levels.flatMap(({ drawn }) => drawn);
  const lengths = all.map(({ cell }) => Math.max(cell.archived.seconds.length, cell.archived.metrics.length));
  const points = all.reduce((sum, { cell, look }, index) => {
    const [sample] = cell.archived.metrics;
    const used = look === "faint" ? 0 : 3 * ((sample?.nodes.length ?? 0) + (sample?.services.length ?? 0));
    return sum + (5 + used) * lengths[index]!;
  }, 0);
  const step = Math.max(1, Math.ceil(points / MAX_POINTS), Math.ceil(Math.max(0, ...lengths) / MAX_POINTS_OF_LINE));
  return {
    load: rows(levels.map(({ place, drawn }) => loadCharts(place, drawn, step))),
    nodes: rows(levels.map(({ place, drawn }) => nodeCharts(place, drawn, step))),
    services: rows(levels.map(({ place, drawn }) => serviceCharts(place, drawn, step, identities))),
    serviceIdentities: identities,
  };
}

/** From one list per level to one row per measure, without rows that have no chart. */
function rows(levels: readonly (readonly Slot[])[]): Slot[][] {
  const longest = Math.max(0, ...levels.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => levels.flatMap((slots) => slots[at] ?? [])).filter((row) =>
    row.some(isChart),
  );
}
