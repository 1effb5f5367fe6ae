/**
 * fetch(), with the error bodies of servers that do not wrap them as OpenAI does: vLLM answered
 * `{"object": "error", "message": …}` for long, FastAPI answers `{"detail": …}`. Without this their words are lost.
 */
export const fetchWithErrorBody: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.ok) return response;
  const { status, statusText, headers } = response;
  return new Response(wrapped(await response.text()), { status, statusText, headers });
};

const wrapped = (body: string): string => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body;
  }
  if (typeof parsed !== "object" || parsed === null || "error" in parsed) return body;
  const { message, detail } = parsed as { message?: unknown; detail?: unknown };
  const words = message ?? detail;
  if (words === undefined) return body;
  return JSON.stringify({
    error: { ...parsed, message: typeof words === "string" ? words : JSON.stringify(words) },
  });
};
