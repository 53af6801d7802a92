/** Results of real clusters: network pre-flight, the move of the entry service, pods killed under load. */
import { counted } from "../../../../base/counted.ts";
import type { ClusterReport } from "../../../schema/outputs.ts";
import { NONE, number, quantity } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content } from "../markup.ts";
import type { Report, ReportRun } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";

/** `null` if no run is of a real cluster. */
export function cluster({ runs, levels }: Report): Content {
  const real = runs.flatMap((run) => (run.outputs?.cluster ? [{ run, report: run.outputs.cluster }] : []));
  const killed = podKills(levels);
  if (real.length === 0 && killed === null) return null;
  const checks = real.flatMap(({ report }) => report.preflight.findings);
  const bad = checks.filter(({ isOk }) => !isOk).length;
  const gist =
    bad === 0
      ? `${counted(checks.length, "pre-flight check")}, all ok`
      : html`<span class="worse">${bad} of ${counted(checks.length, "pre-flight check")} not ok</span>`;
  return folded(
    { id: "network", title: "Network", gist: checks.length > 0 && gist },
    html`${findings(real)} ${roundTrips(real)} ${moves(real)} ${killed}`,
  );
}

type Real = readonly { run: ReportRun; report: ClusterReport }[];

function findings(real: Real): Content {
  const rows = real.flatMap(({ run, report }) =>
    report.preflight.findings.map(({ check, from, to, isOk, seen }, index) => ({
      group: index === 0,
      cells: [check, run.label, from, to ?? NONE, isOk ? "ok" : html`<span class="worse">not ok</span>`, seen],
    })),
  );
  if (rows.length === 0) return null;
  const heads = ["check", "stack", "from", "to", "outcome", "seen"];
  return dataTable({ caption: "Network pre-flight", columns: heads.map((text) => ({ text })), rows });
}

function roundTrips(real: Real): Content {
  const rows = real.flatMap(({ run, report }) =>
    report.preflight.roundTrips.map(({ from, to, network, rttMs, lossPct }, index) => ({
      group: index === 0,
      cells: [
        `${from} – ${to}`,
        run.label,
        network,
        ...[rttMs?.min, rttMs?.avg, rttMs?.max].map((ms) => quantity(ms ?? null, "ms")),
        quantity(lossPct, "%"),
      ],
    })),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Round trips between machines (host) and between pods on them (pod)",
    columns: [
      { text: "between" },
      { text: "stack" },
      { text: "network" },
      ...["min", "mean", "max", "lost"].map((text) => ({ text, number: true })),
    ],
    rows,
  });
}

function moves(real: Real): Content {
  const rows = real.flatMap(({ run, report: { moved } }) => {
    if (!moved) return [];
    const places = (placed: NonNullable<typeof moved.before>) =>
      placed.map(({ service, replica, node }) => `${service} ${replica} on ${node}`).join(", ");
    const { sent, failed, longestOutageMs } = moved.probes;
    const before = moved.before ? places(moved.before) : NONE;
    const probed = `${number(failed)} of ${number(sent)}`;
    return [
      {
        cells: [
          run.label,
          before,
          places(moved.after),
          quantity(moved.durationMs, "ms"),
          probed,
          quantity(longestOutageMs, "ms"),
        ],
      },
    ];
  });
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Move of the entry service to its own nodes",
    columns: [
      { text: "stack" },
      { text: "before" },
      { text: "after" },
      ...["duration", "probes failed", "longest outage"].map((text) => ({ text, number: true })),
    ],
    rows,
  });
}

function podKills(levels: Report["levels"]): Content {
  const rows = levels.flatMap(({ name, cells }) =>
    cells.flatMap((cell) => {
      const kill = cell.output?.podKill;
      if (!kill) return [];
      if ("problem" in kill) return [{ cells: [name, stackCell(cell), NONE, NONE, NONE, NONE, kill.problem] }];
      const { pod, node, recoveryMs, probes } = kill;
      const probed = `${number(probes.failed)} of ${number(probes.sent)}`;
      return [
        {
          cells: [
            name,
            stackCell(cell),
            `${pod} on ${node}`,
            quantity(recoveryMs, "ms"),
            probed,
            quantity(probes.longestOutageMs, "ms"),
            probes.firstFailure ?? NONE,
          ],
        },
      ];
    }),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Pod of the entry service killed under load",
    columns: [
      { text: "level" },
      { text: "stack" },
      { text: "pod" },
      ...["until all were ready", "probes failed", "longest outage"].map((text) => ({ text, number: true })),
      { text: "first failure, or why no pod was killed" },
    ],
    rows,
  });
}
