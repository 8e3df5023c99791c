/**
 * The URLs that Twilio may have signed for one request, the likeliest first. Twilio is known to sign with and without
 * the port, and servers write a query's apostrophes and spaces anew on its way; its own validator tries the same.
 * Each says exactly what `search`, the query with its `?`, says. Source: twilio-node, src/webhooks.
 */
export function signedUrls(endpoint: string, search: string): readonly string[] {
  const queries = new Set([search, search.replaceAll('%27', "'"), parsedQuery(search), legacyQuery(search)]);
  const urls = endpointsOf(endpoint).flatMap((one) => [...queries].map((query) => one + query));
  return [...new Set(urls)];
}

/** The query of a request with its `?`, as it came; empty when there is none. */
export function searchOf(url: string): string {
  return /\?[^#]*/.exec(url)?.[0] ?? '';
}

/** Where the port is the scheme's own it may be there or not; any other may have been taken off by a proxy. */
function endpointsOf(endpoint: string): readonly string[] {
  const { protocol, username, password, hostname, port, pathname } = new URL(endpoint);
  const secret = password === '' ? '' : `:${password}`;
  const credentials = username === '' && secret === '' ? '' : `${username}${secret}@`;
  const standardPort = protocol === 'https:' ? '443' : '80';
  const onPort = (suffix: string) => `${protocol}//${credentials}${hostname}${suffix}${pathname}`;
  return [endpoint, onPort(''), onPort(`:${port === '' ? standardPort : port}`)];
}

/** As the parser of URLs writes it. */
function parsedQuery(search: string): string {
  const url = new URL('https://example.com/');
  url.search = search;
  return url.search;
}

/** As Node's old `querystring` writes it: no plus signs for spaces, apostrophes bare. */
function legacyQuery(search: string): string {
  const pairs = [...new URLSearchParams(search)];
  if (pairs.length === 0) return '';
  return `?${pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
}
