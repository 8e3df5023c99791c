import { run } from './run.ts';

await run('dev', process.argv.slice(2));
