/** A file that is read in pieces: whatever its size, only what is asked for is in memory. */
export interface ByteSource {
  /** Bytes of the whole file. */
  readonly size: number;
  /** @throws EpisodeError when these bytes cannot be had */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Why an episode cannot be shown, in one line for a person. */
export class EpisodeError extends Error {
  override readonly name: string = "EpisodeError";
}

/** A part of the file that is not as it was written; the rest may still be. */
export class DamagedPart extends EpisodeError {
  override readonly name = "DamagedPart";
}

/** More than this is never read at once: a length like that in a file is damage, or meant to hurt. */
export const MAX_READ_BYTES = 128 * 1024 * 1024;

export const checkRange = ({ size }: { size: number }, offset: number, length: number): void => {
  if (!(offset >= 0 && length >= 0 && offset + length <= size))
    throw new EpisodeError("The file is damaged: its index points beyond its end.");
  if (length > MAX_READ_BYTES)
    throw new EpisodeError(
      `The file is damaged, or no episode: a single part of it has ${Math.round(length / 1e6)} MB.`,
    );
};

/** A file that a person dropped on the page; nothing of it leaves the browser. */
export const blobSource = (blob: Blob): ByteSource => {
  const source: ByteSource = {
    size: blob.size,
    read: async (offset, length) => {
      checkRange(source, offset, length);
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch {
        throw new EpisodeError("The file can no longer be read. It was moved or changed; drop it again.");
      }
    },
  };
  return source;
};

/** What a server says beside its bytes. */
const reasonOf = async (response: Response): Promise<string> => {
  const told = (await response.json().catch(() => null)) as { reason?: unknown } | null;
  return typeof told?.reason === "string" ? told.reason : `The server answered ${response.status}.`;
};

/** An episode that the bridge has, read by HTTP Range with the page's token. */
export const httpSource = async (
  url: string,
  token: string,
  request: typeof fetch = (...given) => fetch(...given),
): Promise<ByteSource> => {
  const get = async (offset: number, length: number): Promise<Response> => {
    const headers = {
      authorization: `Bearer ${token}`,
      range: `bytes=${offset}-${offset + length - 1}`,
    };
    const response = await request(url, { headers }).catch(() => {
      throw new EpisodeError("The bridge does not answer; the episode cannot be read on.");
    });
    if (response.status === 416) throw new EpisodeError("The file is empty, so it holds no episode.");
    if (response.status !== 206) throw new EpisodeError(await reasonOf(response));
    return response;
  };
  const first = await get(0, 1);
  const etag = first.headers.get("etag");
  const size = Number(/\/(\d+)$/.exec(first.headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(size)) throw new EpisodeError("The server does not tell how long the file is.");
  await first.arrayBuffer();
  const source: ByteSource = {
    size,
    read: async (offset, length) => {
      checkRange(source, offset, length);
      if (length === 0) return new Uint8Array(0);
      const response = await get(offset, length);
      if (response.headers.get("etag") !== etag)
        throw new EpisodeError("The file was changed while it was read. Open the episode again.");
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length !== length) throw new EpisodeError("The server sent another part than was asked for.");
      return bytes;
    },
  };
  return source;
};
