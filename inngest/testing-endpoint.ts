import { createServer } from 'inngest/node';
import { inngest } from './client.ts';
import { functions } from './functions/registry.ts';

const [port] = process.argv.slice(2);
const server = createServer({ client: inngest, functions });

/** Serves the app's functions, and nothing else of the app, as soon as a line comes in; ends with who started it. */
process.stdin.once('data', () => {
  server.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'));
});
process.stdin.once('end', () => process.exit());
process.stdout.write('loaded\n');
