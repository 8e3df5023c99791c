/** What is running, so that it can be stopped in the reverse order of its start. */
export class Parts {
  #stops: { name: string; stop: () => Promise<unknown> }[] = [];
  #stopping: Promise<void> | undefined;

  /** Registers something started. Once stopping has begun, it is stopped at once and the caller gets an error. */
  async add(name: string, stop: () => Promise<unknown>): Promise<void> {
    if (this.#stopping !== undefined) {
      await stop();
      throw new Error(`${name} came up while everything was being stopped.`);
    }
    this.#stops.push({ name, stop });
  }

  /** Stops everything, last started first; one that fails does not spare the others. Asking twice is asking once. */
  stopAll(): Promise<void> {
    this.#stopping ??= this.#stopInTurn();
    return this.#stopping;
  }

  async #stopInTurn(): Promise<void> {
    const failures: unknown[] = [];
    for (const { name, stop } of this.#stops.reverse()) {
      await stop().catch((error) => failures.push(new Error(`${name} did not stop.`, { cause: error })));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be stopped.');
  }
}
