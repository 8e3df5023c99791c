import type { UserChannel } from '#server/domain/contact/user-channel.ts';
import type { PolicyPreview, Sampled } from '#server/domain/suppression/policy-preview.ts';
import type { Suppression } from '#server/domain/suppression/suppression.ts';
import type { SuppressedAddress } from '#server/projections/suppressions/queries.ts';
import { maskAddress } from './masking.ts';

/** One ground of suppression; nothing in it names the person. */
export function suppressionView(suppression: Suppression) {
  const { cell, reason, scope, since, because, isCauseKnown, expiresAt } = suppression;
  return { cell, reason, scope, since, because, isCauseKnown, expiresAt };
}

/** An address with what stands against it. */
export function suppressedAddressView(
  found: Omit<SuppressedAddress, 'lastAt'> & { readonly lastAt: string | null },
  masked: boolean,
) {
  return {
    channel: found.channel,
    subjectId: found.subjectId,
    address: shownAddress(found.address, masked),
    lastAt: found.lastAt,
    suppressions: found.suppressions.map(suppressionView),
  };
}

/** A change of policy as it would come out; samples name addresses by their hash only. */
export function policyPreviewView(preview: PolicyPreview) {
  const sampled = ({ count, first }: Sampled) => ({
    count,
    first: first.map((one) => ({
      channel: one.channel,
      subjectId: one.subjectId,
      ...suppressionView(one),
    })),
  });
  return {
    newlySuppressed: preview.newlySuppressed,
    noLongerSuppressed: preview.noLongerSuppressed,
    added: sampled(preview.added),
    removed: sampled(preview.removed),
    changed: sampled(preview.changed),
  };
}

/** One channel of a person. */
export function userChannelView(channel: UserChannel, masked: boolean) {
  const { address } = channel;
  return {
    channel: channel.channel,
    address: address && {
      subjectId: address.subjectId,
      address: shownAddress(address.address, masked),
      at: address.at,
    },
    lastStatus: channel.lastStatus,
    optedOut: channel.optedOut,
    suppressions: channel.suppressions.map(suppressionView),
    health: channel.health,
  };
}

function shownAddress(address: string | null, masked: boolean): string | null {
  return masked && address !== null ? maskAddress(address) : address;
}
