import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** The values of Pulumi's `--color`. `raw` prints no colors: it keeps Pulumi's own markup, which this engine does not use. */
export const COLOR_CHOICES = ["auto", "always", "never", "raw"] as const;

export type ColorChoice = (typeof COLOR_CHOICES)[number];

/** With `auto`, colors are used on a terminal, unless `NO_COLOR` is set. */
export const colorsFor = (isTty: boolean, env: NodeJS.ProcessEnv, choice: ColorChoice = "auto"): Colors =>
  picocolors.createColors(choice === "auto" ? isTty && !env.NO_COLOR && env.TERM !== "dumb" : choice === "always");
