/** The query builder's errors quote the values of the query, which may name a person; the driver's beneath do not. */
export function innermostError(error: Error): Error {
  return error.cause instanceof Error ? innermostError(error.cause) : error;
}
