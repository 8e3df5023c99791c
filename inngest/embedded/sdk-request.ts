import type { FunctionSpec } from './function-config.ts';
import { type ClaimedCall, DISCOVERY } from './queue.ts';

/** One execution request as the SDK expects it (wire protocol: POST to the app's single URL). */
export interface SdkRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Builds the request for one claimed call. `ctx.fn_id` is left out on purpose: without it the SDK reports
 * every step in its response instead of checkpointing it on the side.
 */
export function buildSdkRequest(appUrl: string, fn: FunctionSpec, call: ClaimedCall): SdkRequest {
  const url = new URL(appUrl);
  url.searchParams.set('fnId', fn.id);
  url.searchParams.set('stepId', call.stepId);
  const ctx = {
    run_id: call.runId,
    attempt: call.attempt,
    max_attempts: fn.maxAttempts,
    disable_immediate_execution: call.stepId !== DISCOVERY || call.forcePlan,
    use_api: false,
    env: '',
    step_id: call.stepId,
    stack: { stack: call.savedIds, current: call.savedIds.length },
  };
  // Events and outputs are stored as JSON text and go out as they are.
  const steps = call.savedIds
    .map((id, index) => `${JSON.stringify(id)}:${call.savedOutputs[index] ?? 'null'}`)
    .join(',');
  const body =
    `{"version":${call.version},"event":${call.events[0] ?? 'null'},"events":[${call.events.join(',')}],` +
    `"steps":{${steps}},"use_api":false,"defers":{},"ctx":${JSON.stringify(ctx)}}`;
  return {
    url: url.href,
    body,
    headers: {
      // A handler called without a network reads its own address from here.
      host: url.host,
      'content-type': 'application/json',
      'x-run-id': call.runId,
      'x-inngest-req-version': String(call.version),
      'x-inngest-step-id': call.stepId,
      'x-inngest-server-kind': 'dev',
    },
  };
}
