/** The words of a `systemctl` command line. */

const FLAGS = ["--quiet", "--no-block", "--now", "--no-pager", "--no-legend", "--plain", "--value", "--all", "--full"];
const FLAGS_WITHOUT_EFFECT = ["--no-reload", "--force", "--system", "--no-ask-password", "--no-wall"];
const SHORT: Record<string, string> = { "-q": "--quiet", "-a": "--all", "-l": "--full", "-f": "--force" };
const WITH_VALUE = ["--property", "--signal", "--kill-whom", "--kill-who", "--type", "--state", "--lines", "--output"];
const SHORT_WITH_VALUE: Record<string, string> = {
  ...{ "-p": "--property", "-s": "--signal", "-t": "--type", "-n": "--lines", "-o": "--output" },
};

export interface SystemctlWords {
  command: string;
  units: string[];
  flags: ReadonlySet<string>;
  /** By option, such as `--property`. */
  values: ReadonlyMap<string, string>;
}

/** @throws Error with systemctl's own words for an unknown option */
export function parseSystemctl(words: readonly string[]): SystemctlWords {
  const plain: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const rest = [...words];
  const setValue = (option: string, value: string | undefined): void => {
    if (value === undefined) throw new Error(`systemctl: option '${option}' requires an argument`);
    const earlier = values.get(option);
    values.set(option, option === "--property" && earlier !== undefined ? `${earlier},${value}` : value);
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [option, value] = /^(--[a-z-]+)=(.*)$/s.exec(word)?.slice(1) ?? [];
    const full = SHORT[word] ?? word;
    if (!word.startsWith("-")) plain.push(word);
    else if (FLAGS.includes(full) || FLAGS_WITHOUT_EFFECT.includes(full)) flags.add(full);
    else if (option !== undefined && WITH_VALUE.includes(option)) setValue(option, value);
    else if (WITH_VALUE.includes(word)) setValue(word, rest.shift());
    else if (SHORT_WITH_VALUE[word.slice(0, 2)] !== undefined)
      setValue(SHORT_WITH_VALUE[word.slice(0, 2)]!, word.length > 2 ? word.slice(2) : rest.shift());
    else throw new Error(`systemctl: unrecognized option '${word}'`);
  }
  const [command = "list-units", ...units] = plain;
  return { command, units, flags, values };
}
