const framable = /^\/(?:preferences|my-data|embed(?:\/.*)?)?$/;

/**
 * Who may frame a page, as the directive `frame-ancestors` says it: the configured origins for the notification center, and
 * nobody for all else. An admin page or a sign-in page in a frame could be used to have people press what they do not see.
 */
export function frameAncestors(path: string, origins: readonly string[]): string {
  return framable.test(path) && origins.length > 0 ? origins.join(' ') : "'none'";
}
