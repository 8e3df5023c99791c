/**
 * Programs that fetch links and images nobody looked at: crawlers, security gateways, preview makers, scripts.
 * `bot` must stand alone or end a product name (`bingbot/2.0`), because CUBOT makes telephones.
 */
const program =
  /(?:^|[^a-z])bot(?:[^a-z]|$)|bot\/|crawler|spider|scanner|slurp|preview|prefetch|headless|phantomjs|barracuda|mimecast|proofpoint|cloudmark|safelinks|python|curl\/|wget|go-http-client|okhttp|java\/|libwww|axios|node-fetch|undici/i;

/** True when the user agent names a program. An ordinary browser's name proves nothing either way. */
export function isProgram(userAgent: string): boolean {
  return program.test(userAgent);
}
