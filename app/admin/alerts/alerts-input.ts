/** The input of `alerts.list`, alike on the server and in the browser so that the first page is found again. */
export function alertsInput(state: 'open' | 'resolved') {
  return { state, limit: 25 };
}
