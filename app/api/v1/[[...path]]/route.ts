import { deps } from '#server/deps.ts';
import { answerRequest } from '#server/rest/answer-request.ts';

export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

/** Programs call here; everything that can be asked is in `server/rest/operations.ts`. */
function handle(request: Request): Promise<Response> {
  return answerRequest(request, deps());
}

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
