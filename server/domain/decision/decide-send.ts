import { rules } from './rules.ts';
import { type SendDecision, sendRules } from './send-decision.ts';
import type { SendFacts, SendRequest } from './send-facts.ts';

/**
 * Whether to send a message, from facts looked up at that moment. Every check is made and listed, the failed ones and
 * those behind them too. It never allows what a suppression forbids, and no preference, pause or quiet hour ever
 * holds back security.
 */
export function decideSend(request: SendRequest, facts: SendFacts): SendDecision {
  const checks = sendRules.map((rule) => ({
    rule,
    version: rules[rule].version,
    ...rules[rule].check(request, facts),
  }));
  const failed = checks.filter(({ verdict }) => verdict === 'fail');
  const [first] = failed;
  return {
    verdict: first === undefined ? 'send' : 'skip',
    rule: first?.rule ?? null,
    askAgainAt: first?.rule === 'quiet_hours' && failed.length === 1 ? first.until : null,
    checks,
  };
}
