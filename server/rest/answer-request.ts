import { DomainError } from '#server/domain/domain-error.ts';
import { innermostError } from '#server/innermost-error.ts';
import { type Match, matchOperation } from './match.ts';
import { openApiDocument } from './openapi.ts';
import type { RestDeps } from './operation.ts';
import { operations } from './operations.ts';
import { missingScope, Problem } from './problem.ts';
import { readInput } from './read-input.ts';

const prefix = '/api/v1';

/** Answers any request beneath `/api/v1`. Whatever is wrong is told as problem details; nothing throws. */
export async function answerRequest(request: Request, deps: RestDeps): Promise<Response> {
  const path = new URL(request.url).pathname.slice(prefix.length);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (path === '/openapi.json' && method === 'GET') {
    return Response.json(openApiDocument(deps.env.PUBLIC_BASE_URL), {
      headers: { 'cache-control': 'no-cache' },
    });
  }
  const match = matchOperation(operations, method, path);
  const answer = 'allow' in match ? refuseMatch(match.allow) : await answerMatch(request, deps, match);
  const response = answer instanceof Problem ? answer.toResponse(deps.env.PUBLIC_BASE_URL) : answer;
  const name = 'allow' in match ? 'none' : match.operation.id;
  deps.metrics.restRequests.inc({ operation: name, status: String(response.status) });
  return request.method === 'HEAD' ? withoutBody(response) : response;
}

async function answerMatch(request: Request, deps: RestDeps, match: Match): Promise<Response | Problem> {
  const { operation } = match;
  try {
    const caller = await deps.apiKeys.callerOf(request.headers.get('authorization'));
    if (caller === null) return unauthorized();
    if (!caller.scopes.has(operation.scope)) return missingScope(operation.scope);
    const input = await readInput(request, match);
    if (input instanceof Problem) return input;
    const answered = await operation.handle(deps, caller, input);
    return answered instanceof Problem ? answered : respond(answered, operation.answer);
  } catch (error) {
    if (error instanceof DomainError) return new Problem(error.code);
    const problem = new Problem(
      'internal',
      'Try again; if it keeps happening, the server log says why under this `instance`.',
    );
    const err = error instanceof Error ? innermostError(error) : error;
    deps.log.error({ err, operation: operation.id, instance: problem.instance }, 'REST operation failed');
    return problem;
  }
}

function respond(answered: unknown, { status, mediaType }: Match['operation']['answer']): Response {
  const headers = {
    'content-type': mediaType,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  const body = answered instanceof ReadableStream ? answered : JSON.stringify(answered);
  return new Response(body, { status, headers });
}

function refuseMatch(allow: readonly string[]): Problem {
  if (allow.length === 0) {
    return new Problem(
      'no_such_path',
      'Check the path against /api/docs. A slash within an id is written %2F.',
    );
  }
  const methods = allow.join(', ');
  return new Problem('method_not_allowed', `This path takes ${methods}.`, { headers: { allow: methods } });
}

function unauthorized(): Problem {
  return new Problem(
    'unauthorized',
    'Send the header Authorization: Bearer and a key that is not revoked. An administrator makes keys at /admin/api-keys.',
    { headers: { 'www-authenticate': 'Bearer realm="earshot"' } },
  );
}

/** What is streamed would otherwise begin to be read. */
function withoutBody(response: Response): Response {
  void response.body?.cancel();
  return new Response(null, response);
}
