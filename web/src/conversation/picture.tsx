import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import type { Part } from "../state/conversation.ts";
import { enlarged } from "./lightbox.tsx";

type PicturePart = Extract<Part, { kind: "image" }>;

/** A picture that a program took or drew. In a replay it is read from the file once it comes into view. */
export const Picture = ({ picture: { seq, source, dataBase64 } }: { picture: PicturePart }) => {
  const replay = useApp().replay?.replay ?? null;
  const [url, setUrl] = useState<string | null>(dataBase64 ? `data:image/png;base64,${dataBase64}` : null);
  const [missing, setMissing] = useState(!dataBase64 && !replay);
  const figure = useRef<HTMLElement>(null);
  const words = source === "figure" ? "Figure that the program drew" : `Picture of camera ${source}`;
  useEffect(() => {
    if (dataBase64 || !replay || !figure.current) return undefined;
    let made: string | null = null;
    let gone = false;
    const read = async (): Promise<void> => {
      const blob = await replay.picture(seq).catch(() => null);
      if (gone) return;
      if (!blob) return setMissing(true);
      made = URL.createObjectURL(blob);
      setUrl(made);
    };
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      void read();
    });
    seen.observe(figure.current);
    return () => {
      gone = true;
      seen.disconnect();
      if (made) URL.revokeObjectURL(made);
    };
  }, [replay, seq, dataBase64]);
  return (
    <figure class="picture" ref={figure}>
      {url && !missing && (
        <button
          type="button"
          class="picture-open"
          aria-label={`Enlarge: ${words}`}
          onClick={() => enlarged.set({ url, words })}
        >
          <img src={url} alt={words} onError={() => setMissing(true)} />
        </button>
      )}
      {missing && <p class="silent">This picture is not kept.</p>}
      {!url && !missing && <p class="silent">reading the picture…</p>}
      <figcaption aria-hidden="true">{source === "figure" ? "figure" : `camera ${source}`}</figcaption>
    </figure>
  );
};
