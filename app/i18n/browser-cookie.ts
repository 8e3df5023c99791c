const year = 365 * 24 * 60 * 60;

/** Keeps a choice in this browser. In a frame on another site a cookie counts only for the page on top that it was set under. */
export function keepInBrowser(name: string, value: string): void {
  const isFramed = window.self !== window.top;
  const isSecure = location.protocol === 'https:';
  const framed = isFramed && isSecure;
  const reach = framed
    ? '; samesite=none; secure; partitioned'
    : `; samesite=lax${isSecure ? '; secure' : ''}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that people still use.
  document.cookie = `${name}=${value}; path=/; max-age=${year}${reach}`;
}
