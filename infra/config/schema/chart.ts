/** Where a Helm chart comes from, and images: what users without a way to the internet set. */
import { z } from "zod";
import { isOci, isChartPath, type CHARTS } from "../../catalog/charts.ts";

const NAME = "[a-z0-9][a-z0-9-]{0,62}";
const HOST = "[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?";
const CHART = new RegExp(`^(oci://${HOST}(/[a-z0-9._-]+)+|${NAME}|/[^\\0]*[^/\\0])$`);
const VERSION = /^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/;
const IMAGES = new RegExp(`^${HOST}(/[a-z0-9._-]+)*$`);

const url = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });

/** @param usual what is installed by default, for readers */
export const chartSchema = ({ name, chart, repo, version }: (typeof CHARTS)[keyof typeof CHARTS]) =>
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
      version: z
        .string()
        .regex(VERSION, "a version such as 1.2.3")
        .optional()
        .describe(`Version of the chart; a folder or file has its own. Default: \`${version}\`.`),
    })
    .superRefine((written, context) => {
      const problem = (key: string, message: string) =>
        context.addIssue({ code: "custom", path: [key], message, input: written });
      if (written.chart === undefined || !CHART.test(written.chart)) return;
      if (isChartPath(written.chart)) {
        if (written.repo !== undefined) problem("repo", "must not be set: `chart` is a path");
        if (written.version !== undefined)
          problem("version", "must not be set: the folder or file has its own version");
      } else if (isOci(written.chart)) {
        if (written.repo !== undefined) problem("repo", "must not be set: `chart` is a whole URL");
      } else if (written.repo === undefined && repo === null)
        problem("repo", "is missing: `chart` is a name in a Helm repository");
    })
    .optional();

export const imageRepository = z
  .string()
  .refine((text) => IMAGES.test(text), "must be a host and path such as mirror.example:5000/boutique, without a scheme")
  .optional();
