import { z } from 'zod';
import type { Environment } from '#server/providers/provider.ts';

/** An empty variable is an unset one. */
const optional = (schema: z.ZodType<string>) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const key32 = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32,
    'must be 32 bytes in base64: openssl rand -base64 32',
  );
/** As Standard Webhooks has them. */
const signingSecret = z.string().refine((text) => {
  const bytes = Buffer.from(text.replace(/^whsec_/, ''), 'base64');
  return text === `whsec_${bytes.toString('base64')}` && bytes.length >= 24 && bytes.length <= 64;
}, 'must be whsec_ and 24 to 64 bytes in base64: echo "whsec_$(openssl rand -base64 32)"');
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

/** Written as browsers write it, so that it can stand in a policy as it is. */
const isOrigin = (text: string) =>
  /^https?:\/\/[\w.\-:[\]]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
    /** The address of the Postgres that holds everything. */
    DATABASE_URL: z.url({
      protocol: /^postgres(ql)?$/,
      error: 'must look like postgres://user:password@host:5432/name',
    }),
    /** Set by the start script alone: this process is the local, single-machine installation. */
    EARSHOT_LOCAL: optional(z.literal('1')),
    /** Wraps every person's key. Losing it makes all personal data unreadable. */
    EARSHOT_ENCRYPTION_KEY: key32,
    /** Keys the hashes under which addresses are looked up. */
    EARSHOT_ADDRESS_PEPPER: key32,
    NEXTAUTH_SECRET: z.string().min(32, 'must be at least 32 characters: openssl rand -base64 32'),
    /** Where people and providers reach this server, without a trailing slash. */
    PUBLIC_BASE_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    EARSHOT_ADMIN_EMAILS: list,
    EARSHOT_SUPPORT_EMAILS: list,
    /** Bootstrap admin key for the REST interface and metrics. */
    EARSHOT_API_KEY: optional(z.string().min(24, 'must be at least 24 characters')),
    SMTP_URL: optional(z.url({ protocol: /^smtps?$/ })),
    MAIL_FROM: optional(z.string().min(3)),
    /** Whom mails of the marketing stream come from. */
    MAIL_FROM_MARKETING: optional(z.string().min(3)),
    /** Where alerts are posted, and what signs them; the one needs the other. */
    ALERT_WEBHOOK_URL: optional(z.url({ protocol: /^https?$/ })),
    ALERT_WEBHOOK_SECRET: optional(signingSecret),
    /** What the host product signs with when it hands people over. */
    EMBED_KEYS: list.refine((keys) => keys.every((key) => Buffer.byteLength(key) >= 32), {
      error: 'must each be at least 32 bytes: openssl rand -base64 32',
    }),
    /** Which pages may frame the notification center. */
    EMBED_ORIGINS: list.refine((origins) => origins.every(isOrigin), {
      error: 'must each be an origin, such as https://app.example.com',
    }),
    INNGEST_DEV: optional(z.string()),
    INNGEST_EVENT_KEY: optional(z.string()),
    INNGEST_SIGNING_KEY: optional(z.string()),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .refine((env) => (env.ALERT_WEBHOOK_URL === undefined) === (env.ALERT_WEBHOOK_SECRET === undefined), {
    path: ['ALERT_WEBHOOK_SECRET'],
    error: 'is needed with ALERT_WEBHOOK_URL, and of no use without it',
  });

export type Env = z.infer<typeof schema> & {
  /** True only in local mode: sandbox, local mailbox, printed sign-in links and the unsigned engine may exist. */
  readonly isLocal: boolean;
  /** Every variable, for the providers, which each read their own. */
  readonly all: Environment;
};

/** Reads and checks the environment. Throws one error that lists every variable to mend, without its value. */
export function readEnv(source: Environment): Env {
  const parsed = schema.safeParse(source);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not complete. See .env.example.\n${problems.join('\n')}`);
  }
  const isLocal = parsed.data.EARSHOT_LOCAL === '1';
  if (!isLocal && (parsed.data.INNGEST_DEV ?? '0') !== '0') {
    throw new Error(
      'INNGEST_DEV turns signatures off and is for local mode only. Unset it, or unset DATABASE_URL and run `npm start`.',
    );
  }
  return { ...parsed.data, isLocal, all: source };
}

let cached: Env | undefined;

/** The environment of this process, checked at first use. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}
