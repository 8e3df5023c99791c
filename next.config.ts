import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  // `npm run check` checks every type; a build must not fail over a test that is being written.
  typescript: { ignoreBuildErrors: true },
};

export default config;
