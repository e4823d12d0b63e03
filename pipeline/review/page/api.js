// Talk to the server on this machine. An answer that is an error is thrown, in its words.

export class Refused extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refused("The server does not answer. What was decided is safe; run deskcheck review again.", 0);
  }
  const told = await response.json().catch(() => ({ error: `The server says ${response.status}.` }));
  if (!response.ok) throw new Refused(told.error, response.status);
  return told;
}

export function get(path, asked = {}) {
  const given = Object.entries(asked).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return answer(fetch(`/api/${path}?${new URLSearchParams(given)}`));
}

export function post(path, said) {
  const headers = { "Content-Type": "application/json" };
  return answer(fetch(`/api/${path}`, { method: "POST", headers, body: JSON.stringify(said) }));
}
