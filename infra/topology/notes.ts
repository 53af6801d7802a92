/** What a reader of the results must know: where the configuration differs from the scenario and the seed. */
import { seedLevels, type StackConfig } from "../config/schema.ts";

function spawnNotes(levels: StackConfig["load"]["levels"]): string[] {
  return levels.flatMap((level) => {
    const seed = seedLevels.find((l) => l.name === level.name);
    if (!seed || seed.spawnRatePerS === level.spawnRatePerS) return [];
    return [
      `level ${level.name} spawns ${level.spawnRatePerS} users per second; the seed spawns ${seed.spawnRatePerS}`,
    ];
  });
}

export function planNotes({ topology, load }: StackConfig): string[] {
  const notes = spawnNotes(load.levels);
  if (load.thinkTimeFactor !== 1) notes.push(`users think ${load.thinkTimeFactor} times as long as the scenario says`);
  const shortened = load.levels.filter((l) => seedLevels.some((s) => s.name === l.name && s.durationS !== l.durationS));
  if (shortened.length > 0)
    notes.push(`levels last ${shortened.map((l) => `${l.durationS} s (${l.name})`).join(", ")}; the seed's last 180 s`);
  if (topology.nodes.some((node) => node.cloud === "local"))
    notes.push(
      "visitors went through the whole shop before the first level, so that no level measures code that never ran",
      "nodes are emulated: real requests, but every node and the load generator share this machine's cores",
    );
  return notes;
}
