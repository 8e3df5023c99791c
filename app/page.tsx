import { redirect } from 'next/navigation';
import { requireRole } from '#server/auth/current-viewer.ts';
import { buttonClass } from './components/button.tsx';
import { CenteredPage } from './components/centered-page.tsx';

/** Sends those who look after messages to them; tells everybody else the truth. */
export default async function HomePage() {
  const viewer = await requireRole('user', '/');
  if (viewer.role !== 'user') redirect('/admin/messages');
  return (
    <CenteredPage
      title="You are signed in"
      lead={
        <>
          As {viewer.email}. Your account may not look at messages. If you need to, ask whoever runs Earshot
          here for the support role.
        </>
      }
    >
      <a href="/sign-out" className={buttonClass('secondary')}>
        Sign out
      </a>
    </CenteredPage>
  );
}
