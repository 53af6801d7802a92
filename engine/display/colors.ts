/** Colours only where they are wanted: on a terminal, and not against NO_COLOR, or as the user says. */
import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** In Pulumi's words. raw: its own markup, which nothing here has. */
export const COLOR_CHOICES = ["auto", "always", "never", "raw"] as const;

export type ColorChoice = (typeof COLOR_CHOICES)[number];

export const colorsFor = (isTty: boolean, env: NodeJS.ProcessEnv, choice: ColorChoice = "auto"): Colors =>
  picocolors.createColors(choice === "auto" ? isTty && !env.NO_COLOR && env.TERM !== "dumb" : choice === "always");
