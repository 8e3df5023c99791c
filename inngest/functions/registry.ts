import { inngest } from '#inngest/client.ts';
import { deps } from '#server/deps.ts';
import { defineCarryOutFunction } from './carry-out.ts';
import { defineEscalateFunction } from './escalate.ts';
import { defineHearFunction } from './hear.ts';
import { defineMailAlertsFunction } from './mail-alerts.ts';
import { defineMonitorFunction } from './monitor.ts';
import { definePostAlertFunction } from './post-alert.ts';
import { projectFunction } from './project.ts';
import { rebuildFunctions } from './rebuild.ts';
import { replayFunction } from './replay.ts';
import { defineSendFunction } from './send.ts';
import { defineSunsetFunction } from './sunset.ts';
import { defineEscalationsSweep } from './sweep-escalations.ts';
import { defineSweepFunction } from './sweep-notifications.ts';

/** Everything the engine may run. */
export const functions = [
  projectFunction,
  ...rebuildFunctions,
  replayFunction,
  defineSendFunction(inngest, deps),
  defineSweepFunction(inngest, deps),
  defineEscalateFunction(inngest, deps),
  defineCarryOutFunction(inngest, deps),
  defineHearFunction(inngest, deps),
  defineEscalationsSweep(inngest, deps),
  defineMonitorFunction(inngest, deps),
  defineMailAlertsFunction(inngest, deps),
  definePostAlertFunction(inngest, deps),
  defineSunsetFunction(inngest, deps),
];
