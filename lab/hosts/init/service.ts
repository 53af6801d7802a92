import { openNotifySocket, type NotifySocket } from "./notify-socket.ts";
import { signalTo, type Exit } from "./processes.ts";
import { resultOf, ServiceCommands, StartFailed, timeout, type Log, type Result } from "./service-commands.ts";
import { StartLimit } from "./start-limit.ts";
import type { ServiceDefinition } from "./service-definition.ts";
import type { Command } from "./unit-file.ts";

export type ActiveState = "inactive" | "activating" | "active" | "deactivating" | "failed";

interface Main {
  pid: number;
  ended: Promise<Exit>;
  isRunning: boolean;
  notify: NotifySocket | undefined;
}

/** One service: its states and processes, as systemd.service(5) describes them. */
export class Service {
  readonly #read: () => ServiceDefinition;
  readonly #log: Log;
  readonly #commands: ServiceCommands;
  definition: ServiceDefinition;
  activeState: ActiveState = "inactive";
  subState = "dead";
  result: Result = "success";
  exit: Exit | undefined;
  restarts = 0;
  #main: Main | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  /** The end after the main process ended by itself. */
  #finishing: Promise<void> | undefined;
  #isStopRequested = false;
  #restartTimer: NodeJS.Timeout | undefined;
  readonly #startLimit = new StartLimit();

  /** @param read reads the unit's files; the result is kept until {@link reload} */
  constructor(read: () => ServiceDefinition, log: Log) {
    this.#read = read;
    this.#log = log;
    this.definition = read();
    this.#commands = new ServiceCommands(this.definition.name, log);
  }

  get mainPid(): number {
    return this.#main?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#main !== undefined;
  }

  reload(): void {
    this.definition = this.#read();
  }

  /** Resolves when the service is active. @throws StartFailed */
  async start(): Promise<void> {
    await this.#stopping;
    await this.#finishing;
    if (this.activeState === "active") return;
    if (this.#starting === undefined) {
      this.restarts = 0;
      this.#begin();
    }
    await this.#starting;
  }

  /** Resolves when the service is inactive. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#end().finally(() => (this.#stopping = undefined));
    await this.#stopping;
  }

  resetFailed(): void {
    this.#startLimit.reset();
    this.restarts = 0;
    if (this.activeState === "failed") this.#set("inactive", "dead");
  }

  kill(signal: NodeJS.Signals, whom: string): void {
    if (whom === "main") signalTo(this.mainPid, signal);
    else this.#commands.processes.signal(signal);
  }

  #begin(): void {
    clearTimeout(this.#restartTimer);
    this.#restartTimer = undefined;
    this.#isStopRequested = false;
    this.#starting = this.#activate().finally(() => (this.#starting = undefined));
    // Restarts that nobody waits for.
    this.#starting.catch(() => undefined);
  }

  async #activate(): Promise<void> {
    const { type, startPre, start, startPost, remainAfterExit, description } = this.definition;
    this.result = "success";
    this.exit = undefined;
    this.#refuseTooMany();
    try {
      this.#set("activating", "start-pre");
      this.#note(`Starting ${description}...`);
      await this.#run(startPre);
      this.#requireWanted();
      this.#set("activating", "start");
      if (type === "oneshot") await this.#run(start, {}, (exit) => (this.exit = exit));
      else await this.#launch(start[0]!, type === "notify");
      await this.#run(startPost);
    } catch (error) {
      const failed = error instanceof StartFailed ? error : new StartFailed("resources");
      if (failed !== error) this.#note(String(error));
      if (!this.#isStopRequested) this.#note(`Failed with result '${failed.result}'.`);
      await this.#finish(this.#isStopRequested ? "success" : failed.result);
      throw failed;
    }
    this.#note(`${type === "oneshot" ? "Finished" : "Started"} ${description}.`);
    if (type !== "oneshot") {
      // A process that has ended already is noticed at once.
      this.#set("active", "running");
      void this.#main!.ended.then((exit) => this.#mainEnded(exit));
    } else if (remainAfterExit) this.#set("active", "exited");
    else await this.#finish("success");
  }

  #requireWanted(notify?: NotifySocket): void {
    if (!this.#isStopRequested) return;
    notify?.close();
    throw new StartFailed("signal");
  }

  #refuseTooMany(): void {
    if (this.#startLimit.allows(performance.now(), this.definition.startLimit)) return;
    this.#note("Start request repeated too quickly.");
    this.result = "start-limit-hit";
    this.#set("failed", "failed");
    throw new StartFailed("start-limit-hit");
  }

  async #launch(command: Command, notifies: boolean): Promise<void> {
    const ready = Promise.withResolvers<"ready">();
    const { name, startTimeoutMs } = this.definition;
    const notify = notifies
      ? await openNotifySocket(`/run/systemd/notify/${name}`, (text) => {
          if (text.includes("READY=1")) ready.resolve("ready");
        })
      : undefined;
    // From here on, the main process is there to be stopped.
    this.#requireWanted(notify);
    const { pid, ended } = this.#commands.spawn(this.definition, command, notify ? { NOTIFY_SOCKET: notify.path } : {});
    const main: Main = { pid, ended, isRunning: true, notify };
    void ended.then(() => (main.isRunning = false));
    this.#main = main;
    if (!notifies) return;
    const first = await Promise.race([ready.promise, ended, timeout(startTimeoutMs)]);
    if (first === "ready") return;
    if (first === "timeout") throw new StartFailed("timeout");
    this.exit = first;
    throw new StartFailed(resultOf(first) === "success" ? "protocol" : resultOf(first));
  }

  async #mainEnded(exit: Exit): Promise<void> {
    this.exit = exit;
    if (this.#stopping !== undefined) return;
    const result = resultOf(exit);
    this.#note(`Main process exited, code=${exit.signal ?? "exited"}, status=${exit.code ?? exit.signal}`);
    if (result !== "success") this.#note(`Failed with result '${result}'.`);
    this.#finishing = this.#finish(result).finally(() => (this.#finishing = undefined));
    await this.#finishing;
  }

  async #end(): Promise<void> {
    const wasWaiting = this.#restartTimer !== undefined;
    clearTimeout(this.#restartTimer);
    this.#restartTimer = undefined;
    this.#isStopRequested = true;
    await this.#finishing;
    if (wasWaiting) return this.#set("inactive", "dead");
    if (this.#starting !== undefined) {
      // Its failure ends the start.
      this.#commands.interrupt();
      await this.#terminate();
      await this.#starting.catch(() => undefined);
    }
    if (this.activeState === "inactive" || this.activeState === "failed") return;
    this.#set("deactivating", "stop");
    this.#note(`Stopping ${this.definition.description}...`);
    await this.#run(this.definition.stop).catch(() => undefined);
    await this.#terminate();
    await this.#finish("success");
    this.#note(`Stopped ${this.definition.description}.`);
  }

  /** SIGTERM, and SIGKILL when the time is over: to the main process, or to all of the unit. */
  async #terminate(): Promise<void> {
    const { killMode, stopTimeoutMs } = this.definition;
    const main = this.#main;
    if (main?.isRunning !== true || killMode === "none") return;
    const signal = (name: NodeJS.Signals, isLast: boolean): void => {
      if (killMode === "control-group" || (killMode === "mixed" && isLast)) this.#commands.processes.signal(name);
      else signalTo(main.pid, name);
    };
    signal("SIGTERM", false);
    if ((await Promise.race([main.ended, timeout(stopTimeoutMs)])) !== "timeout") return;
    this.#note("State 'stop-sigterm' timed out. Killing.");
    signal("SIGKILL", true);
    await main.ended;
  }

  /** Ends what is left, and restarts the service if it is meant to. */
  async #finish(result: Result): Promise<void> {
    const { killMode, stopPost, restart, restartMs } = this.definition;
    this.#set("deactivating", "stop-sigterm");
    await this.#terminate();
    if (killMode === "control-group" || killMode === "mixed") this.#commands.processes.signal("SIGKILL");
    this.#main?.notify?.close();
    this.#main = undefined;
    this.#set("deactivating", "stop-post");
    await this.#run(stopPost, { SERVICE_RESULT: result }).catch(() => undefined);
    this.#commands.processes.remove();
    this.result = result;
    const isWanted =
      restart === "always" || (result === "success" ? restart === "on-success" : restart.startsWith("on-f"));
    if (isWanted && !this.#isStopRequested) {
      this.#set("activating", "auto-restart");
      this.#restartTimer = setTimeout(() => {
        this.restarts += 1;
        this.#note(`Scheduled restart job, restart counter is at ${this.restarts}.`);
        this.#begin();
      }, restartMs);
    } else if (result === "success") this.#set("inactive", "dead");
    else this.#set("failed", "failed");
  }

  #run(
    commands: readonly Command[],
    added: Readonly<Record<string, string>> = {},
    onExit?: (exit: Exit) => void,
  ): Promise<void> {
    return this.#commands.run(this.definition, commands, { MAINPID: String(this.mainPid), ...added }, onExit);
  }

  #set(activeState: ActiveState, subState: string): void {
    this.activeState = activeState;
    this.subState = subState;
  }

  #note(message: string): void {
    this.#log("systemd", 1, `${this.definition.name}: ${message}`);
  }
}
