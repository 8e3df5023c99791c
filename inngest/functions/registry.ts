import { projectFunctions } from './project.ts';

/** Everything the engine may run. */
export const functions = [...projectFunctions];
