/** Something that happens once, and can be waited for. */
export class Signal {
  readonly happened: Promise<void>;
  #tell: () => void = () => {};

  constructor() {
    this.happened = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  raise(): void {
    this.#tell();
  }
}
