export const dynamic = 'force-dynamic';

/** Says only that this process answers. It asks nobody else; `/api/health` does. */
export function GET(): Response {
  return new Response('ok');
}

/** An empty handler for POST, which the bench measures webhooks against. */
export function POST(): Response {
  return new Response('ok');
}
