/** The URL of another database of the same server, perhaps as another role. */
export function databaseUrl(
  server: string,
  database: string,
  role?: { user: string; password: string },
): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  if (role) {
    url.username = role.user;
    url.password = role.password;
  }
  return url.href;
}
