/** Where a Helm chart comes from, and images: what users without a way to the internet set. */
import { z } from "zod";
import { isOci, isChartPath, type CHARTS, type WrittenChart } from "../../catalog/charts.ts";
import { isSharedNamespace } from "../../catalog/names.ts";
import { url } from "./names.ts";

const NAME = "[a-z0-9][a-z0-9-]{0,62}";
const NAME_ONLY = new RegExp(`^${NAME}$`);
const HOST = "[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?";
const OCI = `oci://${HOST}(/[a-z0-9._-]+)+`;
const CHART = new RegExp(`^(${OCI}|${NAME}|/[^\\0]*[^/\\0])$`);
/** Also a path relative to the stack file. */
const OWN_CHART = new RegExp(`^(${OCI}|${NAME}|\\.{0,2}/[^\\0]*[^/\\0])$`);
const VERSION = /^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/;
const IMAGES = new RegExp(`^${HOST}(/[a-z0-9._-]+)*$`);

const version = z.string().regex(VERSION, "a version such as 1.2.3");

/** Keys that contradict each other. @param hasUsual whether there is a usual Helm repository */
const contradictionsOf =
  (hasUsual: boolean) =>
  (written: WrittenChart, context: z.core.$RefinementCtx<unknown>): void => {
    const problem = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message, input: written });
    if (written.chart === undefined || !OWN_CHART.test(written.chart)) return;
    if (isChartPath(written.chart)) {
      if (written.repo !== undefined) problem("repo", "must not be set: `chart` is a path");
      if (written.version !== undefined) problem("version", "must not be set: the folder or file has its own version");
    } else if (isOci(written.chart)) {
      if (written.repo !== undefined) problem("repo", "must not be set: `chart` is a whole URL");
    } else if (written.repo === undefined && !hasUsual)
      problem("repo", "is missing: `chart` is a name in a Helm repository");
  };

/** @param usual what is installed by default, for readers */
export const chartSchema = ({ name, chart, repo, version: usual }: (typeof CHARTS)[keyof typeof CHARTS]) =>
  z
    .strictObject({
      chart: z
        .string()
        .refine(
          (text) => CHART.test(text),
          "must be an oci:// URL, a name in `repo`, or the absolute path of a folder or .tgz file",
        )
        .optional()
        .describe(
          `An \`oci://\` URL, a name in \`repo\`, or the absolute path of a folder or \`.tgz\` file on this machine. Default: \`${repo === null ? chart : name}\`.`,
        ),
      repo: url
        .optional()
        .describe(
          `URL of the Helm repository${repo === null ? `, for a chart that is a name. Default of \`chart\` is then \`${name}\`` : `. Default: \`${repo}\``}.`,
        ),
      version: version
        .optional()
        .describe(`Version of the chart; a folder or file has its own. Default: \`${usual}\`.`),
    })
    .superRefine(contradictionsOf(repo !== null))
    .optional();

/** Of an application of the user's: nothing is usual. */
export const ownChartSchema = z
  .strictObject({
    chart: z
      .string()
      .refine(
        (text) => OWN_CHART.test(text),
        "must be a folder or .tgz file (a path that begins with `./`, `../` or `/`), an oci:// URL, or a name in `repo`",
      )
      .describe(
        "Folder or `.tgz` file, as a path from the stack file's folder that begins with `./` or `../`, or absolute; an `oci://` URL; or a name in `repo`.",
      ),
    repo: url.optional().describe("URL of the Helm repository, for a chart that is a name."),
    version: version.optional().describe("Version of the chart; a folder or file has its own. Default: the newest."),
    valuesFiles: z
      .array(z.string().min(1))
      .max(20)
      .default([])
      .describe("Files of values, as paths from the stack file's folder. A later one overrides an earlier one."),
    values: z
      .record(z.string(), z.unknown())
      .default({})
      .describe("Values of the chart, which override those of the files."),
    release: z
      .string()
      .regex(NAME_ONLY, "a name of lower-case letters, digits and '-'")
      .max(53)
      .optional()
      .describe("Name of the Helm release. Default: `workload.name`."),
    namespace: z
      .string()
      .regex(NAME_ONLY, "a name of lower-case letters, digits and '-'")
      .refine((text) => !isSharedNamespace(text), "must be a namespace of its own, which others do not use")
      .optional()
      .describe("Namespace that is created for the release. Default: `workload.name`."),
  })
  .superRefine(contradictionsOf(false));

export const imageRepository = z
  .string()
  .refine((text) => IMAGES.test(text), "must be a host and path such as mirror.example:5000/boutique, without a scheme")
  .optional();
