/** One deed that waits for its turn. */
interface Waiting {
  readonly about: string;
  readonly send: () => Promise<unknown>;
  readonly settle: (answer: Promise<unknown>) => void;
}

/**
 * Sends what a person did one after the other: whoever takes something back at once must not overtake it. Where the page
 * is left, there is no time for that.
 */
export class Outbox {
  readonly #waiting: Waiting[] = [];
  #isBusy = false;

  /** Resolves with the server's answer. `about` tells what the deed is about: of two about the same the later counts. */
  send<Answer>(about: string, send: () => Promise<Answer>): Promise<Answer> {
    const answer = new Promise<Answer>((resolve) => {
      // Safe: it is settled with what its own `send` answers, or one about the same.
      this.#waiting.push({ about, send, settle: (answered) => resolve(answered as Promise<Answer>) });
    });
    void this.#goOn();
    return answer;
  }

  /** Sends all that waits at once, of what is about the same only the last, whose answer is the others', too. */
  sendAll(): void {
    const all = this.#waiting.splice(0);
    const last = new Map(all.map((one) => [one.about, one]));
    const answers = new Map([...last.values()].map(({ about, send }) => [about, send()]));
    for (const { about, settle } of all) {
      const answer = answers.get(about);
      if (answer !== undefined) settle(answer);
    }
  }

  async #goOn(): Promise<void> {
    if (this.#isBusy) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#isBusy = true;
    const answer = next.send();
    next.settle(answer);
    await answer.catch(() => undefined);
    this.#isBusy = false;
    await this.#goOn();
  }
}

/** That of this page. */
export const outbox = new Outbox();
if (typeof window !== 'undefined') window.addEventListener('pagehide', () => outbox.sendAll());
