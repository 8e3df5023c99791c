import { Inngest } from 'inngest';
import { describeError, openLog } from '#server/log.ts';

const log = openLog('info');

/** The SDK logs errors whole; what of them may name a person must not reach the log. */
function write(level: 'debug' | 'info' | 'warn' | 'error') {
  return (...parts: readonly unknown[]): void => {
    const words = parts.filter((part) => typeof part === 'string').join(' ');
    const errors = parts.filter((part) => part instanceof Error).map(describeError);
    log[level](errors.length > 0 ? { err: errors } : {}, `inngest: ${words}`);
  };
}

const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };

/** Where the engine is, and whether it signs, comes from `INNGEST_*`: see `.env.example`. */
export const inngest = new Inngest({
  id: 'earshot',
  // Our steps are few and short; a checkpoint call per step would cost more than it saves.
  checkpointing: false,
  logger,
});
