import { run } from './run.ts';

await run('start', process.argv.slice(2));
