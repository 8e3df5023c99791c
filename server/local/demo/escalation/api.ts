import { z } from 'zod';
import { messageOf, Problem } from '#server/local/problem.ts';

/** Asks the REST interface of a running server. */
export interface Api {
  /** Throws a `Problem` with what the server says when it refuses, and when nobody answers. */
  ask<Schema extends z.ZodType>(request: Ask, shape: Schema): Promise<z.output<Schema>>;
  /** As `ask`; null for what is not there, or not yet. */
  find<Schema extends z.ZodType>(path: string, shape: Schema): Promise<z.output<Schema> | null>;
}

interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Beneath `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
}

const problem = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

export function openApi(serverUrl: string, token: string): Api {
  const call = ({ method, path, body }: Ask) =>
    fetch(`${serverUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    }).catch((error) => {
      throw new Problem(`${serverUrl} does not answer: ${messageOf(error)}`);
    });
  return {
    async ask(request, shape) {
      const response = await call(request);
      if (response.ok) return shape.parse(await response.json());
      throw new Problem(`${request.method} ${request.path} was refused: ${await complaintOf(response)}`);
    },
    async find(path, shape) {
      const response = await call({ method: 'GET', path });
      if (response.ok) return shape.parse(await response.json());
      if (response.status === 404) return null;
      throw new Problem(`GET ${path} was refused: ${await complaintOf(response)}`);
    },
  };
}

async function complaintOf(response: Response): Promise<string> {
  const said = problem.safeParse(await response.json().catch(() => null));
  if (!said.success) return `status ${response.status}`;
  const { detail, errors = [] } = said.data;
  return [detail, ...errors.map(({ message }) => message)].join(' ');
}
