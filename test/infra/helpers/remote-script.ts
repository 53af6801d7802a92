/** What a command of pulumi-command sends to its machine, from the recorded input `stdin`. */
interface Secret {
  $secret: unknown;
}

const textOf = (stdin: unknown): string => String(typeof stdin === "string" ? stdin : (stdin as Secret).$secret);

/** The script, which is the first line. */
export const scriptOf = (stdin: unknown): string => Buffer.from(textOf(stdin).split("\n")[0]!, "base64").toString();

/** What the script reads. */
export const scriptInput = (stdin: unknown): string => textOf(stdin).split("\n").slice(1).join("\n");
