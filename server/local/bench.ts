// `npm run bench`: here, so that the bootstrap finds it; the benches are tests and live with them.
import '#server/testing/bench/bench.ts';
