import { inngest } from '#inngest/client.ts';
import { deps } from '#server/deps.ts';
import { projectFunction } from './project.ts';
import { rebuildFunctions } from './rebuild.ts';
import { replayFunction } from './replay.ts';
import { defineSendFunction } from './send.ts';
import { defineSweepFunction } from './sweep-notifications.ts';

/** Everything the engine may run. */
export const functions = [
  projectFunction,
  ...rebuildFunctions,
  replayFunction,
  defineSendFunction(inngest, deps),
  defineSweepFunction(inngest, deps),
];
