import type { Rejection } from './provider.ts';

/** A refusal. `message` tells the caller what to mend and never repeats what was sent. */
export function reject(status: Rejection['status'], code: Rejection['code'], message: string): Rejection {
  return { ok: false, status, code, message };
}
