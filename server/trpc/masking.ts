const DOTS = '•••';

/** An address that can be recognised by who knows it, and not learned by who does not: `j•••@example.com`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${[...address][0]}${DOTS}${address.slice(at)}`;
  const isPhone = /^\+?\d{7,}$/.test(address);
  return isPhone ? `${address.slice(0, 3)}${DOTS}${address.slice(-2)}` : DOTS;
}
