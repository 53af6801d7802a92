/** Measured throughput over load, with the fitted scaling law. */
import type { Derived } from "../../../derived/index.ts";
import { throughputAt } from "../../../derived/index.ts";
import type { Chart } from "./chart.ts";
import type { ReportRun } from "../model.ts";
import { short } from "./series.ts";

/** One chart for each set of loads with a knee or a scaling law. */
export function scalingCharts({ id, label }: ReportRun, { scaling }: Derived): Chart[] {
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
    return [
      {
        id: `${id}-scaling-${index}`,
        title: `Throughput over load, ${label}`,
        unit: "req/s",
        group: `${id}-scaling-${index}`,
        xKind: "load",
        xUnit: unit,
        x: loads,
        series: [
          { label: "measured", values: loads.map(mean) },
          ...(curve ? [{ label: "scaling law", values: loads.map((load) => short(throughputAt(load, curve))) }] : []),
        ],
        segments: knee.found
          ? [{ name: `knee ${short(knee.load)}`, from: knee.low, to: knee.high, measured: false }]
          : [],
      },
    ];
  });
}
