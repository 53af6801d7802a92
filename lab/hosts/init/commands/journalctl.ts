/** `journalctl` in the lab's hosts. */
import { hostname } from "node:os";
import { Journal } from "../journal.ts";
import { formatEntry } from "../journal-format.ts";
import { parseJournalctl } from "../journalctl-words.ts";
import { messageOf } from "../../../../base/errors.ts";
import { fullName } from "../units.ts";

try {
  const { units, lines, output, sinceMs } = parseJournalctl(process.argv.slice(2), Date.now());
  const journal = new Journal();
  const entries = units.flatMap((unit) => journal.read(fullName(unit)));
  const sorted = entries.filter(({ timeMs }) => timeMs >= sinceMs).sort((a, b) => a.timeMs - b.timeMs);
  const shown = lines === Infinity ? sorted : sorted.slice(Math.max(0, sorted.length - lines));
  if (shown.length === 0 && output !== "json") process.stdout.write("-- No entries --\n");
  for (const entry of shown) process.stdout.write(`${formatEntry(entry, output, hostname())}\n`);
} catch (error) {
  process.stderr.write(`journalctl: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
