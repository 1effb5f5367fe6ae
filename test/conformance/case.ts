/** One line of the conformance table: what a rosbridge server does with an operation or one of its fields. */
export interface Case {
  readonly op: string;
  /** Field of the operation; empty for the operation as a whole. */
  readonly field: string;
  readonly what: string;
  /**
   * Where the expectation is from: the protocol's text, its Python server, or what we promise beyond both. The Python
   * server tells its clients of no error: it writes a line in its own log where the text has a status message.
   */
  readonly from: "text" | "server" | "ours";
  readonly steps: readonly Step[];
}

/** Who (any letter; each is a client of its own), what, and with what. "$ns" in a text is a name of the case's own. */
export type Step = readonly [who: string, verb: Verb, body: unknown, options?: Options];

/**
 * `send` an operation; `text` and `bytes` (base64) send what need not be one; `fragments` and `picture` send an operation
 * in that form. `get` waits for a message that fits and passes over others; `next` wants the very next one; `never` wants
 * none to have come of all that was sent so far; `leave` closes the connection.
 */
export type Verb = "send" | "text" | "bytes" | "fragments" | "picture" | "get" | "next" | "never" | "leave";

export interface Options {
  /** Forms that the message comes in, outermost first. */
  readonly as?: readonly Form[];
  /** Type of a message in cbor-raw. */
  readonly type?: string;
  /** Longest data of a fragment. */
  readonly size?: number;
  /** Sent again until the next expectation is met: behind a real server it takes a while until nodes find each other. */
  readonly repeat?: boolean;
}

export type Form = "fragments" | "png" | "cbor" | "cbor-raw";
