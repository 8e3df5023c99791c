/** What can go wrong on the way in, and what to do about it. The codes travel in URLs; the texts never do. */
const problems = {
  InvalidAddress: 'That is not a complete e-mail address. Check it and try again.',
  TooManyRequests: 'Too many sign-in links were asked for. Use the newest one, or try again in 15 minutes.',
  MailOff: 'This server cannot send mail yet, so it cannot send sign-in links.',
  EmailSignin: 'The mail could not be sent. Try again in a few minutes.',
  Verification: 'That sign-in link was already used, or its time is over. Ask for a new one.',
  Role: 'Your account may not open that page. Sign in with another address, or ask an administrator.',
  Unknown: 'Signing in did not work. Ask for a new link and try again.',
} as const;

export type SignInProblem = keyof typeof problems;

/** The text for a code from a URL, ours or next-auth's. Null when there is no code. */
export function signInProblem(code: string | undefined): string | null {
  if (code === undefined) return null;
  return problems[isKnown(code) ? code : 'Unknown'];
}

function isKnown(code: string): code is SignInProblem {
  return Object.hasOwn(problems, code);
}
