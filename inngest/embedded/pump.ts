import { setTimeout as delay } from 'node:timers/promises';
import { type AppGates, createAppGates } from './app-gates.ts';
import { dispatchEvents } from './dispatch.ts';
import type { EngineContext } from './engine-context.ts';
import { applyOutcome, callApp, isUnknownFunction } from './execute.ts';
import { fireTimers } from './fire-timers.ts';
import { freeDeadLeases, heartbeat } from './leases.ts';
import { type ClaimedCall, claimCalls } from './queue.ts';
import type { Outcome } from './sdk-response.ts';
import { lookForWork, type WorkDue } from './work-due.ts';

const POLL_MS = 2_000;
const RECOVER_MS = 250;
const LONGEST_SLEEP_MS = 60_000;

const EVENTS_DUE: WorkDue = { events: true, timers: false, calls: false, nextAt: undefined };

interface CallUnderWay {
  readonly done: Promise<void>;
  readonly abort: AbortController;
}

export interface PumpOptions {
  readonly context: EngineContext;
  /** How many calls to apps may be under way at once. */
  readonly maxInFlight: number;
  /** How long an app may take to answer one call, in milliseconds. */
  readonly callTimeoutMs: number;
  /** Events wait until every app has told its functions once, or they would start nothing. */
  readonly ready: () => boolean;
  readonly onUnknownFunction: (appUrl: string) => void;
}

/** Moves everything that is due: events, timers, calls. One pass at a time; `wake` asks for another. */
export class Pump {
  private readonly options: PumpOptions;
  private readonly gates: AppGates = createAppGates(() => Date.now());
  /** By lease: a call that was freed and claimed again here is under way twice, and each try ends by itself. */
  private readonly inFlight = new Map<number, CallUnderWay>();
  private readonly abort = new AbortController();
  private passing: Promise<void> | undefined;
  private wakeAgain = false;
  private eventsArrived = false;
  private alarm: NodeJS.Timeout | undefined;
  private poll: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;
  private troubled = false;

  constructor(options: PumpOptions) {
    this.options = options;
  }

  start(): void {
    this.unsubscribe = this.options.context.clock.onJump?.(() => this.wake());
    this.poll = setInterval(() => void this.keepAlive(), POLL_MS);
    void this.keepAlive();
  }

  /** Something may be due; `eventsArrived` saves looking what. */
  wake(eventsArrived = false): void {
    if (this.abort.signal.aborted) return;
    this.eventsArrived ||= eventsArrived;
    this.wakeAgain = true;
    this.passing ??= this.run().finally(() => {
      this.passing = undefined;
      if (this.wakeAgain) this.wake();
    });
  }

  /** An app answers again, so its calls need not wait any longer. */
  appIsUp(appUrl: string): void {
    this.gates.open(appUrl);
    this.wake();
  }

  /** Resolves once nothing is due and nothing is under way. Time has to stand still meanwhile. */
  async settle(): Promise<void> {
    while (!this.abort.signal.aborted) {
      this.wake();
      await this.passing;
      if (this.inFlight.size > 0) {
        await Promise.race(this.allDone());
        continue;
      }
      const due = await lookForWork(this.options.context);
      if (!due.timers && !due.calls && !due.events && this.inFlight.size === 0 && !this.passing) return;
      if (this.gates.closed().size > 0 || !this.options.ready()) await delay(RECOVER_MS);
    }
  }

  /** Stops claiming, gives calls under way `graceMs` to end, and abandons the rest to their leases. */
  async stop(graceMs: number): Promise<void> {
    this.unsubscribe?.();
    clearInterval(this.poll);
    const running = this.passing;
    const calls = Promise.all(this.allDone());
    this.wakeAgain = false;
    const patience = new AbortController();
    await Promise.race([calls, delay(graceMs, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
    this.abort.abort();
    clearTimeout(this.alarm);
    await running;
    for (const call of this.inFlight.values()) call.abort.abort();
    await Promise.all(this.allDone());
  }

  private async run(): Promise<void> {
    while (this.wakeAgain && !this.abort.signal.aborted) {
      this.wakeAgain = false;
      clearTimeout(this.alarm);
      try {
        this.arm(await this.moveEverything());
        this.troubled = false;
      } catch (error) {
        await this.recover(error);
      }
    }
  }

  private async moveEverything(): Promise<WorkDue> {
    for (;;) {
      const due = this.eventsArrived ? EVENTS_DUE : await lookForWork(this.options.context);
      this.eventsArrived = false;
      let moved = 0;
      if (due.events && this.options.ready()) moved += await dispatchEvents(this.options.context);
      if (due.timers) moved += await fireTimers(this.options.context);
      if (due.calls || moved > 0) moved += await this.claim();
      if (this.abort.signal.aborted || (moved === 0 && due !== EVENTS_DUE)) return due;
    }
  }

  private async claim(): Promise<number> {
    const { context, maxInFlight } = this.options;
    const capacity = maxInFlight - this.inFlight.size;
    if (capacity <= 0) return 0;
    const closed = this.gates.closed();
    const skip = context.registry.all().flatMap((fn) => (closed.has(fn.appUrl) ? [fn.id] : []));
    const calls = await claimCalls(context, capacity, skip);
    for (const call of calls) {
      const abort = new AbortController();
      const done = this.execute(call, abort).finally(() => {
        this.inFlight.delete(call.lease);
        this.wake();
      });
      this.inFlight.set(call.lease, { done, abort });
    }
    return calls.length;
  }

  private allDone(): Promise<void>[] {
    return [...this.inFlight.values()].map((call) => call.done);
  }

  private async execute(call: ClaimedCall, abort: AbortController): Promise<void> {
    const { context, callTimeoutMs } = this.options;
    const tooLong = setTimeout(() => abort.abort(), callTimeoutMs);
    const outcome = await callApp(context, call, abort.signal).finally(() => clearTimeout(tooLong));
    // A call cut off by our own shutdown says nothing about the app; its lease frees it.
    if (this.abort.signal.aborted && outcome.kind !== 'completed' && outcome.kind !== 'ops') return;
    this.noteApp(call, outcome);
    while (!(await this.trySave(call, outcome))) {
      if (this.abort.signal.aborted) return;
      await delay(RECOVER_MS);
    }
  }

  private noteApp(call: ClaimedCall, outcome: Outcome): void {
    const { context, onUnknownFunction } = this.options;
    const appUrl = context.registry.get(call.fnId)?.appUrl;
    if (appUrl === undefined) return;
    if (outcome.kind === 'unreachable') this.gates.close(appUrl);
    else if (outcome.kind !== 'cut') this.gates.open(appUrl);
    if (isUnknownFunction(outcome)) onUnknownFunction(appUrl);
    if (outcome.kind !== 'error' && outcome.kind !== 'cut') return;
    const { name, message } = outcome.error;
    context.logger.warn(
      { fn: call.fnId, run: call.runId, attempt: call.attempt, name, message },
      'A call failed.',
    );
  }

  private async trySave(call: ClaimedCall, outcome: Outcome): Promise<boolean> {
    try {
      await applyOutcome(this.options.context, call, outcome);
      return true;
    } catch (error) {
      this.options.context.logger.error({ err: error, run: call.runId }, 'A result could not be saved yet.');
      return false;
    }
  }

  private arm(due: WorkDue): void {
    const { clock } = this.options.context;
    const gateMs = due.calls ? this.gates.nextTryMs() : undefined;
    // Work of a clock moved by hand becomes due only when it is moved, which wakes us anyway.
    const dueMs = clock.onJump || due.nextAt === undefined ? undefined : due.nextAt - clock.now();
    const waits = [gateMs, dueMs].filter((wait) => wait !== undefined);
    if (waits.length === 0) return;
    const sleepMs = Math.min(Math.max(Math.min(...waits), 1), LONGEST_SLEEP_MS);
    this.alarm = setTimeout(() => this.wake(), sleepMs);
  }

  private async recover(error: unknown): Promise<void> {
    if (this.abort.signal.aborted) return;
    if (!this.troubled)
      this.options.context.logger.error({ err: error }, 'The engine cannot go on; trying again.');
    this.troubled = true;
    this.wakeAgain = true;
    await delay(RECOVER_MS);
  }

  // Covers what a wake-up cannot: leases nobody works on any more, and rows written by another engine.
  private async keepAlive(): Promise<void> {
    try {
      await heartbeat(this.options.context, [...this.inFlight.keys()]);
      await freeDeadLeases(this.options.context, [...this.inFlight.keys()]);
    } catch (error) {
      this.options.context.logger.debug({ err: error }, 'The heartbeat failed; the next one will tell.');
    }
    this.wake();
  }
}
