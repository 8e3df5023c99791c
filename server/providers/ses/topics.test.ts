import { describe, expect, it } from 'vitest';
import { ses } from './ses.ts';

const topic = 'arn:aws:sns:us-east-1:123456789012:mail-events';

describe('SES_TOPIC_ARNS', () => {
  it.each([undefined, '', '  '])('leaves the provider off when it is %j', (arns) => {
    expect(ses.configure({ SES_TOPIC_ARNS: arns })).toBeNull();
  });

  it.each(['hello', ',', `${topic}.fifo`, `${topic},hello`, 'arn:aws:sqs:us-east-1:123456789012:x'])(
    'refuses %j without showing it',
    (arns) => {
      const attempt = () => ses.configure({ SES_TOPIC_ARNS: arns });
      expect(attempt).toThrow(/^SES_TOPIC_ARNS: /);
      expect(attempt).not.toThrow(arns === ',' ? 'hello' : arns);
    },
  );
});
