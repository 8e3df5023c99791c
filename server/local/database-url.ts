/** The URL of another database of the same server, perhaps as another role, perhaps over the server's Unix socket. */
export function databaseUrl(
  server: string,
  database: string,
  {
    role,
    socketFolder,
  }: { role?: { user: string; password: string }; socketFolder?: string | undefined } = {},
): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  if (role) {
    url.username = role.user;
    url.password = role.password;
  }
  if (socketFolder !== undefined) url.searchParams.set('host', socketFolder);
  return url.href;
}
