interface CookieReader {
  get(name: string): { readonly value: string } | undefined;
}

/** Cookies carry `secure` exactly when people reach the server over https. */
export function usesSecureCookies(baseUrl: string): boolean {
  return baseUrl.startsWith('https://');
}

/** The token that next-auth wants back in each form, from the cookie it has set. Undefined before the first visit. */
export function csrfToken(cookies: CookieReader, baseUrl: string): string | undefined {
  const name = `${usesSecureCookies(baseUrl) ? '__Host-' : ''}next-auth.csrf-token`;
  return cookies.get(name)?.value.split('|')[0];
}

/** The address typed last, for the pages of sign-in alone: it belongs neither in a URL nor to be typed twice. */
export function rememberedAddress(cookies: CookieReader): string | undefined {
  return cookies.get(ADDRESS_COOKIE)?.value;
}

/** A `Set-Cookie` value that remembers a typed address for a quarter of an hour. */
export function rememberAddress(typed: string, baseUrl: string): string {
  const value = encodeURIComponent(typed.trim().slice(0, 254));
  const secure = usesSecureCookies(baseUrl) ? '; Secure' : '';
  return `${ADDRESS_COOKIE}=${value}; Path=/sign-in; Max-Age=900; HttpOnly; SameSite=Lax${secure}`;
}

const ADDRESS_COOKIE = 'earshot.sign-in-address';
