/** Evidence that the numbers are valid: request accounting, audits, and the generator's health. */
import { counted } from "../../../../base/counted.ts";
import { NONE, number, quantity } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report, ReportCell } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";

export function evidence({ levels }: Report): Markup {
  const cells = levels.flatMap(({ cells }) => cells.filter(({ output }) => output !== null));
  const results = cells.flatMap(({ output }) => output?.result ?? []);
  const limited = results.filter(({ generator }) => generator?.limited).length;
  const all = results.flatMap(({ accounting }) => accounting?.audits ?? []);
  const broken = all.filter(({ holds }) => !holds).length;
  const gist = [
    ...(results.some(({ generator }) => generator)
      ? [limited === 0 ? "the generator kept up" : `the generator was limited in ${counted(limited, "cell")}`]
      : ["no record of a generator"]),
    ...(all.length > 0
      ? [broken === 0 ? `all ${counted(all.length, "audit")} hold` : `${counted(broken, "audit")} broken`]
      : []),
  ].join("; ");
  return folded(
    {
      id: "evidence",
      title: "Generator",
      gist: limited + broken > 0 ? html`<span class="worse">${gist}</span>` : gist,
    },
    html`${accounting(cells)} ${health(cells)} ${audits(cells)}`,
  );
}

function accounting(cells: readonly ReportCell[]): Content {
  const counts = ["planned", "released", "dropped", "sent", "ok", "failed", "aborted", "inFlightAtEnd"] as const;
  const rows = cells.flatMap((cell) => {
    const { accounting, longestGapMs } = cell.output!.result;
    if (!accounting) return [];
    const broken = accounting.audits.filter(({ holds }) => !holds);
    const verdict =
      broken.length === 0
        ? `${accounting.audits.length} hold`
        : broken.map(({ name }) => html`<span class="worse">broken: ${name}</span> `);
    const numbers = counts.map((name) => number(accounting[name]));
    return [{ cells: [cell.level, stackCell(cell), ...numbers, verdict, quantity(longestGapMs, "ms")] }];
  });
  if (rows.length === 0) return html`<p>No run accounts for its requests; imported files do not.</p>`;
  return dataTable({
    caption: "Accounting of requests",
    columns: [
      { text: "level" },
      { text: "stack" },
      ...counts.map((name) => ({ text: name === "inFlightAtEnd" ? "in flight at end" : name, number: true })),
      { text: "audits" },
      { text: "longest gap", number: true },
    ],
    rows,
  });
}

function health(cells: readonly ReportCell[]): Content {
  const rows = cells.flatMap((cell) => {
    const { result, stealPct } = cell.output!;
    const { generator } = result;
    if (!generator) return [];
    const { workers, cpuPctOfCore, eventLoopUtilisation, loopDelayP99Ms, overheadMs, jitterMs } = generator;
    return [
      {
        cells: [
          cell.level,
          stackCell(cell),
          number(workers),
          `${quantity(cpuPctOfCore, "%")} of a core`,
          quantity(eventLoopUtilisation === null ? null : 100 * eventLoopUtilisation, "%"),
          quantity(loopDelayP99Ms, "ms"),
          quantity(overheadMs?.p99 ?? null, "ms"),
          quantity(jitterMs ?? null, "ms"),
          quantity(stealPct ?? null, "%"),
          generator.limited
            ? html`<span class="worse">limited: ${generator.reasons.join("; ")}</span>`
            : ["kept up", ...(generator.notes ?? [])].join("; "),
        ],
      },
    ];
  });
  if (rows.length === 0) return html`<p>No run recorded the health of its generator.</p>`;
  const heads = ["workers", "CPU", "event loop busy", "loop delay p99", "overhead p99", "jitter floor", "steal"];
  return dataTable({
    caption: "The generator's own health",
    columns: [
      { text: "level" },
      { text: "stack" },
      ...heads.map((text) => ({ text, number: true })),
      { text: "verdict" },
    ],
    rows,
  });
}

function audits(cells: readonly ReportCell[]): Content {
  const rows = cells.flatMap((cell) =>
    (cell.output!.result.accounting?.audits ?? []).map(({ name, holds, detail }, index) => ({
      group: index === 0,
      cells: [
        cell.level,
        stackCell(cell),
        name,
        holds ? "holds" : html`<span class="worse">broken</span>`,
        html`<span class="long">${detail === "" ? NONE : detail}</span>`,
      ],
    })),
  );
  if (rows.length === 0) return null;
  return html`<details>
    <summary>All audits</summary>
    ${dataTable({
      caption: "Independent audits",
      columns: [{ text: "level" }, { text: "stack" }, { text: "audit" }, { text: "outcome" }, { text: "detail" }],
      rows,
    })}
  </details>`;
}
