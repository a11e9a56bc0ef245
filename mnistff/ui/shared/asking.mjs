// What a component asks the server by. Where a question is about the visitor's own digits, the server is sent them
// before, if it does not know them, or not any more.

import { yours } from "../state/page.mjs";
import { YOURS } from "../state/yours.mjs";

export function asking(server) {
  return new Proxy(server, { get: (functions, name) => (request) => ask(functions[name], request) });
}

async function ask(question, request) {
  if (!request?.test_set?.startsWith?.(YOURS)) return question(request);
  if (!yours.digits.length) return question({ ...request, test_set: YOURS });
  const reply = yours.name && (await question({ ...request, test_set: yours.name }));
  if (reply && !reply.lost) return reply;
  const error = await yours.send();
  return error ? { error } : question({ ...request, test_set: yours.name });
}
