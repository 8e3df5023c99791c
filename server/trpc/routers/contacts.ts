import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { newAddressCode, useAddressCode } from '#server/auth/address-codes.ts';
import { notificationWish } from '#server/commands/notification-wish.ts';
import { reachableChannels } from '#server/commands/reachable-channels.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import { resubscribe } from '#server/commands/resubscribe.ts';
import { setContactAddress } from '#server/commands/set-contact-address.ts';
import { securityCategory } from '#server/domain/category/category.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { channels } from '#server/domain/message/report.ts';
import { directAddresses } from '#server/domain/notification/content.ts';
import { suppressionScope } from '#server/domain/suppression/scope.ts';
import { channelsOfPerson } from '#server/projections/contacts/queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { type Person, personProcedure } from '../person.ts';
import { channelsHad, columnsOf, ownChannelView } from '../preference-views.ts';
import { type Context, createRouter } from '../trpc.ts';

const language = z.enum(['en', 'de']);
const address = z.strictObject({ channel: z.enum(['email', 'sms']), address: z.string().min(1).max(320) });
type Address = z.output<typeof address>;

/** Where a viewer is reached. */
export const contactsRouter = createRouter({
  /** Each channel with what is heard of it, and whether the person can correct it here. */
  mine: personProcedure.query(async ({ ctx }) => {
    const { outbound } = ctx.deps;
    const known = await channelsOf(ctx);
    const canSend = reachableChannels(outbound, securityCategory, channels);
    const columns = columnsOf(channelsHad(known), canSend);
    return {
      channels: known
        .filter(({ channel }) => columns.includes(channel))
        .map((channel) => ({
          ...ownChannelView(channel),
          canCorrect:
            (channel.channel === 'email' || channel.channel === 'sms') && canSend.includes(channel.channel),
          // Only an address that they signed in with is proven to be theirs.
          isProven: isProven(ctx.person, channel.address?.subjectId ?? null),
        })),
    };
  }),

  /**
   * Sends a code to a new address. The answer is the same whatever is known of the address: it must not tell whether somebody
   * complained or bounced there.
   */
  requestCode: personProcedure.input(address.extend({ language })).mutation(async ({ ctx, input }) => {
    const { deps, viewer } = ctx;
    const { channel } = input;
    const wanted = addressOf(input);
    const code = await newAddressCode(codeDeps(deps), claimOf(ctx, { channel, address: wanted }));
    if (code === null) return { status: 'too_many' as const };
    const wish = notificationWish.parse({
      addresses: { [channel]: wanted },
      category: securityCategory,
      template: 'address-code',
      fill: { code, language: input.language },
      channels: [channel],
    });
    const { notificationId } = await requestNotification(deps, wish, {
      actor: viewer.userId,
      at: deps.now(),
    });
    await deps.askToSend([notificationId]);
    await deps.nudge();
    return { status: 'sent' as const, address: wanted };
  }),

  /** Takes the code, and from then on the person is reached there. */
  confirm: personProcedure
    .input(address.extend({ language, code: z.string().regex(/^\d{6}$/) }))
    .mutation(async ({ ctx, input }) => {
      const { deps, person, viewer } = ctx;
      const { channel } = input;
      const wanted = addressOf(input);
      const taken = await useAddressCode(
        codeDeps(deps),
        claimOf(ctx, { channel, address: wanted }),
        input.code,
      );
      if (taken !== 'fits') return { status: taken, signInAgain: false };
      const { notificationIds } = await setContactAddress(deps, {
        userIds: person.userIds,
        ...{ channel, address: wanted, language: input.language },
        by: { actor: viewer.userId },
        at: deps.now(),
      });
      await deps.askToSend(notificationIds);
      await deps.nudge();
      // Whose rows these are is known by the address signed in with, which from now on is another one.
      return { status: 'fits' as const, signInAgain: channel === 'email' && isKnownByMail(ctx) };
    }),

  /** Ends what the person left at their own address. Nothing else that stands against it is lifted. */
  resubscribe: personProcedure
    .input(z.strictObject({ channel: z.enum(channels), scope: suppressionScope }))
    .mutation(async ({ ctx, input: { channel, scope } }) => {
      const { deps, person, viewer } = ctx;
      const own = (await channelsOf(ctx)).find((one) => one.channel === channel);
      const subjectId = own?.address?.subjectId ?? null;
      if (subjectId === null || !isProven(person, subjectId)) {
        throw new TRPCError({
          code: 'FORBIDDEN',
          message: 'Sign in with this address first, so that we know it is yours.',
        });
      }
      const at = deps.now();
      const answer = await resubscribe(deps, { channel, subjectId, scope, actor: viewer.userId, at });
      await deps.nudge();
      return answer;
    }),
});

type PersonContext = Pick<Context, 'deps'> & { readonly person: Person; readonly viewer: { userId: string } };

async function channelsOf({ deps, person }: Pick<PersonContext, 'deps' | 'person'>) {
  const rules = await currentSuppressionRules(deps.eventStore);
  return await channelsOfPerson(deps.db, person.userIds[0], { at: deps.now(), rules });
}

function isProven(person: Person, subjectId: string | null): boolean {
  return subjectId !== null && person.subjectIds.includes(subjectId);
}

function isKnownByMail({ person, viewer }: PersonContext): boolean {
  return person.userIds[0] !== viewer.userId;
}

function codeDeps({ db, eventStore }: Context['deps']) {
  return { sql: db.$client, hash: eventStore.hash, claimToken: eventStore.claimToken };
}

function claimOf({ deps, viewer }: PersonContext, { channel, address: wanted }: Address) {
  const subjectId = deps.eventStore.subjectIdOf({ kind: addressKinds[channel], value: wanted });
  return { accountId: viewer.userId, channel, subjectId, at: deps.now() };
}

/** As people write it, to the form that is kept. Throws BAD_REQUEST for what is no address of its channel. */
function addressOf({ channel, address: typed }: Address): string {
  const trimmed = typed.trim();
  const text = channel === 'sms' ? trimmed.replace(/[\s()./-]/g, '').replace(/^00/, '+') : trimmed;
  const parsed = directAddresses.safeParse({ [channel]: text });
  if (parsed.success) return text;
  const message =
    channel === 'email'
      ? 'This is no email address. It looks like name@example.com.'
      : 'This is no number in international form. It looks like +49 151 12345678.';
  throw new TRPCError({ code: 'BAD_REQUEST', message });
}
