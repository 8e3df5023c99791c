import { projectFunctions } from './project.ts';
import { rebuildFunctions } from './rebuild.ts';
import { replayFunction } from './replay.ts';

/** Everything the engine may run. */
export const functions = [...projectFunctions, ...rebuildFunctions, replayFunction];
