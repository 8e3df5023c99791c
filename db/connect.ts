import postgres from 'postgres';

/**
 * Opens a pool as the driver does, and over a Unix socket where the address names the socket's folder as libpq writes
 * it: `postgres://user:password@localhost:5432/name?host=/var/run/postgresql`.
 * See https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING.
 */
export function connect<Types extends Record<string, postgres.PostgresType>>(
  address: string,
  options: postgres.Options<Types>,
) {
  const { url, path } = placeOf(address);
  return postgres(url, path === undefined ? options : { ...options, path });
}

/** What the driver takes in place of an address: the socket's path apart, and no parameter that it does not know. */
export function placeOf(address: string): { readonly url: string; readonly path?: string } {
  const url = URL.canParse(address) ? new URL(address) : null;
  const folder = url?.searchParams.get('host');
  if (!url || !folder?.startsWith('/')) return { url: address };
  url.searchParams.delete('host');
  return { url: url.href, path: `${folder}/.s.PGSQL.${url.port || '5432'}` };
}
