import { describe, expect, it } from 'vitest';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import type { MessageStatus } from '#server/domain/message/status.ts';
import { type Codes, codesText } from './code-words.ts';
import { engagementLabel, messageStatuses, statusLabel, statusWords } from './status-words.ts';

const labelOf = (status: MessageStatus, codes: Codes | null) =>
  statusLabel({ status, codes, skipReason: null });

describe('statusLabel', () => {
  it('gives the reason of a bounce where the codes tell it', () => {
    expect(labelOf('hard_bounced', { smtp: '550', enhanced: '5.1.1' })).toBe('Bounced: no such mailbox');
    expect(labelOf('soft_bounced', { enhanced: '4.2.2' })).toBe('Bounced: mailbox full');
  });

  it('says what is certain where they do not', () => {
    expect(labelOf('hard_bounced', null)).toBe('Bounced: address unusable');
    expect(labelOf('hard_bounced', { enhanced: '5.0.0' })).toBe('Bounced: address unusable');
    expect(labelOf('soft_bounced', { provider: 'blocked' })).toBe('Bounced: not taken this time');
  });

  it('does not take a deferral’s code for a bounce', () => {
    expect(labelOf('deferred', { enhanced: '4.2.2' })).toBe('Delayed, still trying');
  });

  it('says why we chose not to send, and only where that is what became of it', () => {
    const labels = sendRules.map((skipReason) => statusLabel({ status: 'skipped', codes: null, skipReason }));
    expect(labels).toContain('Not sent: address suppressed');
    expect(new Set(labels).size).toBe(sendRules.length);
    expect(labelOf('skipped', null)).toBe('Not sent, on purpose');
    expect(statusLabel({ status: 'delivered', codes: null, skipReason: 'budget' })).toBe('Delivered');
  });

  it('has its own words for every status', () => {
    const labels = messageStatuses.map((status) => statusWords[status].label);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe('engagementLabel', () => {
  it.each([
    [{ status: 'delivered', engagement: 'clicked', machineOpens: 2, unknownOpens: 1 }, 'Clicked'],
    [{ status: 'delivered', engagement: 'opened', machineOpens: 2, unknownOpens: 0 }, 'Opened'],
    [{ status: 'delivered', engagement: 'none', machineOpens: 2, unknownOpens: 1 }, 'Perhaps opened'],
    [{ status: 'delivered', engagement: 'none', machineOpens: 2, unknownOpens: 0 }, 'Machine only'],
    [{ status: 'delivered', engagement: 'none', machineOpens: 0, unknownOpens: 0 }, 'Not opened'],
    [{ status: 'deferred', engagement: 'none', machineOpens: 0, unknownOpens: 0 }, 'Not opened'],
    [{ status: 'dropped', engagement: 'none', machineOpens: 0, unknownOpens: 0 }, 'Not received'],
    [{ status: 'hard_bounced', engagement: 'none', machineOpens: 0, unknownOpens: 0 }, 'Not received'],
  ] as const)('never counts a machine as a person: %j is “%s”', (opens, label) => {
    expect(engagementLabel(opens)).toBe(label);
  });
});

describe('codesText', () => {
  it('shows the standard codes first and the provider’s only without them', () => {
    expect(codesText({ smtp: '550', enhanced: '5.1.1', provider: 'x' })).toBe('550 5.1.1');
    expect(codesText({ provider: '30003' })).toBe('30003');
    expect(codesText({})).toBeNull();
    expect(codesText(null)).toBeNull();
  });
});
