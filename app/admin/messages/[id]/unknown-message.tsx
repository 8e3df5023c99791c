import { MailQuestionMark } from 'lucide-react';
import Link from 'next/link';
import { buttonClass } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { EmptyState } from '#app/components/empty-state.tsx';

/** Stands in for a message that nothing was heard about. The page shows it as soon as something is. */
export function UnknownMessage() {
  return (
    <>
      <h1 className="sr-only">Unknown message</h1>
      <Card>
        <EmptyState
          icon={MailQuestionMark}
          title="No message has this id"
          actions={
            <Link href="/admin/messages" className={buttonClass('primary')}>
              Search messages
            </Link>
          }
        >
          <p>
            Nothing was heard about it yet, or the id was cut short. The search also finds messages by the
            provider’s id and by the beginning of either. Should something be heard now, it appears here.
          </p>
        </EmptyState>
      </Card>
    </>
  );
}
