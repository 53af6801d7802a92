/** Why a load is ended from outside: the reason to abort its signal with; its code and message are in the result. */
export class LoadStop extends Error {
  readonly code: "deadline" | "stop-file";

  constructor(code: LoadStop["code"], message: string) {
    super(message);
    this.name = "LoadStop";
    this.code = code;
  }
}
