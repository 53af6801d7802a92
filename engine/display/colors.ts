/** Colours only where they are wanted: on a terminal, and not against NO_COLOR. */
import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

export const colorsFor = (isTty: boolean, env: NodeJS.ProcessEnv): Colors =>
  picocolors.createColors(isTty && !env.NO_COLOR && env.TERM !== "dumb");
