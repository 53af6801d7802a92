/** The key `workload.processes`: programs of your own on emulated nodes. */
import { z } from "zod";
import { labels, name } from "./names.ts";
import { amounts } from "./quantities.ts";

const PATH = /^\/\S*$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const path = z.string().regex(PATH, "a path such as /health");

const processSchema = z.strictObject({
  name: name.describe("Name of the service, unique in the stack. Not `self`."),
  command: z
    .union([z.string().min(1), z.array(z.string()).min(1)])
    .describe(
      "The program and its arguments; text is run by `sh`. `{{NAME.host}}` and `{{NAME.port}}` are replaced by the address at which its node reaches the service NAME, `{{self.port}}` by its own port.",
    ),
  cwd: z.string().min(1).default(".").describe("Working directory, relative to the folder of the stack file."),
  env: z
    .record(z.string().regex(VARIABLE, "a name of letters, digits and '_'"), z.string())
    .default({})
    .describe(
      "Environment variables, with the same replacements. Besides them, the program has `PORT`, `STACKMARK_NODE`, `PATH`, `HOME`, `TMPDIR` and `LANG`.",
    ),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe("Port of this machine that the program listens on; 0 selects a free one, for programs that read `PORT`."),
  replicas: z
    .int()
    .min(1)
    .max(20)
    .default(1)
    .describe("Number of replicas. Several need `port: 0`; their callers' connections are given to them in turn."),
  limits: amounts
    .optional()
    .describe(
      "CPU and memory that each replica may use, on nodes with cgroups of version 1. Default: all of its node.",
    ),
  nodeSelector: labels
    .optional()
    .describe("Labels that a node must have to run the process. Replaces `workload.nodeSelector`."),
  health: path
    .optional()
    .describe("Path that answers a GET with 2xx once the program is ready. Default: its port accepts connections."),
  timeoutS: z.number().min(0.1).max(240).default(30).describe("Longest time until the program is ready, in seconds."),
  files: z
    .array(z.string().min(1))
    .max(100)
    .default([])
    .describe(
      "Files and folders that the program consists of, relative to `cwd`, besides those that `command` names: if one changes, `up` starts the program again and measures it.",
    ),
});

export const processesSchema = z
  .array(processSchema)
  .min(1)
  .max(100)
  .optional()
  .describe("`local` nodes: programs of your own, unmodified, instead of the storefront.");
