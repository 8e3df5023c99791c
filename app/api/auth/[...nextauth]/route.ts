import { authGet, authPost } from '#server/auth/auth-handler.ts';

export const GET = authGet;
export const POST = authPost;
