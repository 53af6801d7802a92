/** Measured throughput over load, with the fitted scaling law. */
import type { Derived } from "../../../derived/index.ts";
import { throughputAt } from "../../../derived/index.ts";
import type { Chart } from "./chart.ts";
import type { Report, ReportRun } from "../model.ts";
import { short } from "./series.ts";
import { sideOf } from "./sides.ts";

/** One chart for each set of loads with a knee or a scaling law. */
export function scalingCharts(report: Report, run: ReportRun, { scaling }: Derived): Chart[] {
  const { id, label } = run;
  const { identity } = sideOf(report, run);
  return scaling.flatMap(({ points: { unit, points }, law, knee }, index): Chart[] => {
    if (!law.fitted && !knee.found) return [];
    const loads = [...new Set(points.map(({ load }) => load))].sort((a, b) => a - b);
    const mean = (load: number) => {
      const rates = points.filter((point) => point.load === load).map(({ ratePerS }) => ratePerS);
      return short(rates.reduce((sum, rate) => sum + rate, 0) / rates.length);
    };
    const curve = law.fitted && {
      lambda: law.lambda.value,
      sigma: law.sigma.value,
      kappa: law.kappa.value,
    };
    const fitted = loads.map((load) => (curve ? short(throughputAt(load, curve)) : null));
    return [
      {
        ...{ id: `${id}-scaling-${index}`, title: `Throughput over load, ${label}`, unit: "req/s" },
        ...{ xKind: "load", xUnit: unit },
        lines: [
          ...(curve ? [{ label: "scaling law", identity, x: loads, values: fitted }] : []),
          { label: "measured", identity, look: "points", x: loads, values: loads.map(mean) },
        ],
        spans: knee.found
          ? [{ name: `knee ${short(knee.load)}`, from: knee.low, to: knee.high, look: "unmeasured" }]
          : [],
      },
    ];
  });
}
