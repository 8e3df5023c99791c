import { Counter, Registry } from 'prom-client';

/** Counters of this process, in Prometheus' terms. Labels come from closed lists, so their number stays small. */
export function openMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    webhookRequests: new Counter({
      name: 'earshot_webhook_requests_total',
      help: 'Verified webhook requests whose events are durable.',
      labelNames: ['provider'],
      registers,
    }),
    webhookRejections: new Counter({
      name: 'earshot_webhook_rejections_total',
      help: 'Webhook requests refused, by reason. Nothing was written.',
      labelNames: ['provider', 'code'],
      registers,
    }),
    webhookFailures: new Counter({
      name: 'earshot_webhook_failures_total',
      help: 'Verified webhook requests answered 5xx because the append failed. The provider sends them again.',
      labelNames: ['provider'],
      registers,
    }),
    events: new Counter({
      name: 'earshot_events_total',
      help: 'Webhook items by what became of them: appended, duplicate, or unreadable (appended as well, and a dead letter).',
      labelNames: ['provider', 'outcome'],
      registers,
    }),
    restRequests: new Counter({
      name: 'earshot_rest_requests_total',
      help: 'Requests beneath /api/v1 by operation and status; operation none where the path or method is not known.',
      labelNames: ['operation', 'status'],
      registers,
    }),
    signalsLost: new Counter({
      name: 'earshot_signals_lost_total',
      help: 'Nudges the engine did not take. The sweep makes up for them within a minute.',
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof openMetrics>;
