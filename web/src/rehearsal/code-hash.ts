import { useEffect, useState } from "preact/hooks";

/** SHA-256 of code, UTF-8, in hex: as the bridge makes it of what it runs. */
export const codeHash = async (code: string): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** So much of a hash tells programs apart for a person. */
export const shortHash = (hash: string): string => hash.slice(0, 8);

/** The hash of code; null until it is made. */
export const useCodeHash = (code: string): string | null => {
  const [made, setMade] = useState<{ readonly code: string; readonly hash: string } | null>(null);
  useEffect(() => {
    let gone = false;
    codeHash(code).then(
      (hash) => !gone && setMade({ code, hash }),
      () => {}, // a page that is not served by this machine itself has no such function
    );
    return () => {
      gone = true;
    };
  }, [code]);
  return made?.code === code ? made.hash : null;
};
