import type { Reporter } from 'knip';

/** Says how many files Knip read, which none of its own reporters does. */
const reporter: Reporter = ({ counters }) => {
  console.log(`Knip read ${counters.processed} files`);
};

export default reporter;
