import type { Metadata } from 'next';
import Link from 'next/link';
import { buttonClass } from './components/button.tsx';
import { CenteredPage } from './components/centered-page.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <CenteredPage title="There is no such page" lead="The address may be misspelt, or the page has moved.">
      <Link href="/" className={buttonClass('primary')}>
        Go to the start
      </Link>
    </CenteredPage>
  );
}
