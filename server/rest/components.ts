import { z } from 'zod';

/** The shapes that the OpenAPI document names, so that a client generated from it has types of these names. */
export const answerShapes = z.registry<{ id: string }>();
/** Those of bodies, which the document tells as they are asked: with what may be left out. */
export const bodyShapes = z.registry<{ id: string }>();

/** Gives a shape of an answer its name. Names are of one namespace with those of bodies, and start with a capital. */
export function named<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  answerShapes.add(schema, { id: name });
  return schema;
}

export function namedBody<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  bodyShapes.add(schema, { id: name });
  return schema;
}
