'use client';

import { useState } from 'react';

export interface TriedAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly tookMs: number;
  readonly text: string;
  /** True when there was more than is worth showing. */
  readonly isCut: boolean;
}

export type Trial =
  | { readonly state: 'idle' }
  | { readonly state: 'asking' }
  | { readonly state: 'failed' }
  | { readonly state: 'answered'; readonly answer: TriedAnswer };

const mostShownBytes = 64 * 1024;

/** Sends requests as a program would, without the cookies of whoever sits here. */
export function useTry() {
  const [trial, setTrial] = useState<Trial>({ state: 'idle' });
  return {
    trial,
    async send(url: string, request: { method: string; body: string | null; apiKey: string }) {
      setTrial({ state: 'asking' });
      try {
        setTrial({ state: 'answered', answer: await ask(url, request) });
      } catch {
        setTrial({ state: 'failed' });
      }
    },
  };
}

async function ask(
  url: string,
  { method, body, apiKey }: { method: string; body: string | null; apiKey: string },
): Promise<TriedAnswer> {
  const began = performance.now();
  const response = await fetch(url, {
    method,
    credentials: 'omit',
    headers: {
      ...(apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === null ? {} : { body }),
  });
  const { text, isCut } = await readBeginning(response);
  const { status, statusText } = response;
  return { status, statusText, tookMs: Math.round(performance.now() - began), text, isCut };
}

/** An export may be longer than any memory. */
async function readBeginning(response: Response): Promise<{ text: string; isCut: boolean }> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) return { text, isCut: false };
    text += decoder.decode(chunk.value, { stream: true });
    if (text.length > mostShownBytes) {
      await reader?.cancel();
      return { text: text.slice(0, mostShownBytes), isCut: true };
    }
  }
}
