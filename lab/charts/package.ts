/** The lab's Helm charts as a repository serves them: archives that depend on nothing but their files, and an index. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { parse, stringify } from "yaml";

export interface PackagedChart {
  /** Such as `onlineboutique-0.10.6.tgz`. */
  file: string;
  content: Buffer;
  /** Content of its Chart.yaml. */
  metadata: { name: string; version: string };
}

/** All charts of this folder. */
export const packageCharts = (): Promise<PackagedChart[]> =>
  Promise.all(
    readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => packageChart(join(import.meta.dirname, name))),
  );

/** @param folder of a chart, which has the chart's name */
export async function packageChart(folder: string): Promise<PackagedChart> {
  const metadata = parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as PackagedChart["metadata"];
  const tar = pack();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const name = `${metadata.name}/${relative(folder, file)}`;
    tar.entry({ name, mode: 0o644, mtime: new Date(0) }, readFileSync(file));
  }
  tar.finalize();
  const content = gzipSync(await buffer(tar));
  return { file: `${metadata.name}-${metadata.version}.tgz`, content, metadata };
}

/** `index.yaml` of a repository that has the charts beside it. */
export function repositoryIndex(charts: readonly PackagedChart[]): string {
  const entries = charts.map(({ file, content, metadata }) => {
    const digest = createHash("sha256").update(content).digest("hex");
    return [metadata.name, [{ ...metadata, created: new Date(0).toISOString(), digest, urls: [file] }]] as const;
  });
  return stringify({ apiVersion: "v1", entries: Object.fromEntries(entries), generated: new Date(0).toISOString() });
}
