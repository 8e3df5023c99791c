import { findBrowser, installBrowser } from './browser.ts';

// `npm test` runs this before the browser tests. The configuration itself installs nothing: other tools load it too.
if (!findBrowser() && !(await installBrowser())) {
  console.error(
    '✗ There is no browser for the browser tests, and none could be installed. Install Chromium or Chrome ' +
      '(Debian: "apt-get install chromium" as root), or name one with E2E_BROWSER.',
  );
  process.exitCode = 1;
}
