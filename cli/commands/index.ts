import type { Command } from "commander";
import type { Context } from "../context.ts";

interface CommandEntry {
  /** What the list of commands shows after the name: `[options]` if there are any, and the arguments. */
  usage: string;
  description: string;
  load?: () => Promise<{ command: Command }>;
  /** In place of `load`, for commands that parse their own arguments: options that look like ours mean something else there. */
  own?: () => Promise<OwnCommand>;
}

/** @param dir of `-C` */
export type OwnCommand = (context: Context, args: string[], dir?: string) => Promise<number>;

/** The commands in the order of the help text. Listing them loads none of them, because that takes half a second. */
export const COMMANDS: Record<string, CommandEntry> = {
  phases: {
    usage: "[options] <stacks...>",
    description:
      "bring up, measure, archive and destroy one stack after the other, then compare them and write a report",
    load: () => import("./phases.ts"),
  },
  up: {
    usage: "[options] <stack>",
    description: "create or update a stack, and measure what has no results yet",
    load: () => import("./up.ts"),
  },
  run: {
    usage: "[options] <stack>",
    description: "measure a stack again, with a new run id",
    load: () => import("./run.ts"),
  },
  stop: {
    usage: "<stack>",
    description: "stop the load of a stack that is being measured, keeping its results so far",
    load: () => import("./stop.ts"),
  },
  preview: {
    usage: "[options] <stack>",
    description: "compare a stack file with what is up, and show what `up` would do; sends no request",
    load: () => import("./preview.ts"),
  },
  plan: {
    usage: "[options] <stack>",
    description:
      "show the topology that a stack file describes; asks an existing cluster for its nodes, and nobody else",
    load: () => import("./plan.ts"),
  },
  init: {
    usage: "[options] <phase>",
    description:
      "write the required settings to a stack file; prompts for missing ones in a terminal. `init cluster`: print the rights of a stack in an existing cluster",
    load: () => import("./init.ts"),
  },
  join: {
    usage: "<stack> <node>",
    description: "print the script that joins a machine by hand, while `up` waits for that machine",
    load: () => import("./join.ts"),
  },
  destroy: {
    usage: "[options] <stack>",
    description: "delete all resources of a stack, then check that nothing is left over (exit code 5)",
    load: () => import("./destroy.ts"),
  },
  "verify-destroyed": {
    usage: "[options] [stack]",
    description:
      "ask clouds and existing machines what they still hold of a stack, or of all; exit code 5 if anything is left, 1 if one was not asked",
    load: () => import("./verify-destroyed.ts"),
  },
  pause: {
    usage: "[options] <stack>",
    description: "stop the machines of a stack in clouds, which ends most of its costs; keeps everything",
    load: () => import("./pause.ts"),
  },
  resume: {
    usage: "[options] <stack>",
    description: "start the machines of a paused stack, and wait until it answers",
    load: () => import("./resume.ts"),
  },
  sweep: {
    usage: "[options]",
    description:
      "list what expired stacks have left in clouds, by this project's own tags; deletes it only with --delete",
    load: () => import("./sweep.ts"),
  },
  prices: {
    usage: "",
    description: "show the prices in use with their dates, or read the clouds' own price lists",
    load: () => import("./prices.ts"),
  },
  outputs: {
    usage: "[options] <stack>",
    description: "show a stack's outputs",
    load: () => import("./outputs.ts"),
  },
  diff: {
    usage: "[options] [runs...]",
    description:
      "compare runs with the first one: live stacks, runs in the archive, or exported JSON files; without runs, the newest comparison",
    load: () => import("./diff.ts"),
  },
  canary: {
    usage: "[options] <run>",
    description: "show how users were divided between a service and its canary, and whether the canary is worse",
    load: () => import("./canary.ts"),
  },
  ab: {
    usage: "[options] <url-a> <url-b>",
    description: "put the same load on two URLs in turns, compare them, and write a report; no cloud, no Pulumi",
    load: () => import("./ab.ts"),
  },
  study: {
    usage: "",
    description: "measure variants of one stack, such as more replicas or larger ones, and compare them",
    load: () => import("./study.ts"),
  },
  baseline: {
    usage: "",
    description: "set, show or clear the run that `diff --baseline` uses",
    load: () => import("./baseline.ts"),
  },
  report: {
    usage: "[options] [runs...]",
    description: "write one HTML page that works offline; without runs, of the newest comparison",
    load: () => import("./report.ts"),
  },
  results: {
    usage: "",
    description: "list, show, check, remove and import runs in the archive",
    load: () => import("./results.ts"),
  },
  serve: {
    usage: "[options]",
    description: "show the archive as web pages on this machine, and follow a run while it is measured",
    load: () => import("./serve.ts"),
  },
  doctor: {
    usage: "[options]",
    description: "show what is installed, which engine will be used, what is missing and how to get it",
    load: () => import("./doctor.ts"),
  },
  load: {
    usage: "<url>",
    description: "run the load generator alone: see `stackmark load --help`",
    own: async () => (await import("./load.ts")).load,
  },
  pulumi: {
    usage: "<args...>",
    description: "run the embedded engine with Pulumi's commands and flags: see `stackmark pulumi --help`",
    own: async () => (await import("./pulumi.ts")).pulumi,
  },
};
