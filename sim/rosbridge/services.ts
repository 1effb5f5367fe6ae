import { rosName, rosType } from "./names.ts";
import { Message, type Participant, Refusal } from "./participant.ts";

/** A service that the server answers itself. */
export type LocalService = (request: Record<string, unknown>) => Record<string, unknown>;

interface Service {
  readonly type: string;
  readonly provider: Participant | LocalService;
}

interface Call {
  readonly caller: Participant;
  readonly callerId: string | undefined;
  readonly service: string;
  readonly provider: Participant;
  readonly timer: NodeJS.Timeout | null;
}

interface Request {
  readonly id?: string | undefined;
  readonly service: string;
  readonly args?: unknown;
  /** Seconds until the caller gets a failure; none when 0 or absent. */
  readonly timeout?: number | undefined;
}

/** The services of the graph, and the calls that wait for an answer. */
export class Services {
  readonly #services = new Map<string, Service>();
  readonly #calls = new Map<string, Call>();
  #count = 0;

  provide(name: string, type: string, service: LocalService): void {
    this.#services.set(rosName(name), { type, provider: service });
  }

  advertise(who: Participant, name: string, type: string): void {
    const key = rosName(name);
    const known = this.#services.get(key);
    if (known && known.provider !== who) throw new Refusal(`Service ${key} is provided by another node already.`);
    this.#services.set(key, { type: rosType(type, "srv"), provider: who });
  }

  unadvertise(who: Participant, name: string): void {
    const key = rosName(name);
    if (this.#services.get(key)?.provider !== who) throw new Refusal(`You do not provide service ${key}.`);
    this.#services.delete(key);
    this.#failCalls((call) => call.service === key, `Service ${key} is no longer provided.`);
  }

  call(caller: Participant, request: Request): void {
    const name = rosName(request.service);
    const service = this.#services.get(name);
    if (!service) {
      answer(caller, request.id, name, `Service ${name} does not exist; /rosapi/services lists those that do.`, false);
      return;
    }
    if (typeof service.provider === "function") {
      try {
        answer(caller, request.id, name, service.provider(namedArguments(request.args)), true);
      } catch (error) {
        answer(caller, request.id, name, (error as Error).message, false);
      }
      return;
    }
    const id = `call_service:${name}:${++this.#count}`;
    const timer = request.timeout
      ? setTimeout(() => this.#fail(id, `Service ${name} did not answer within ${request.timeout} s.`), request.timeout * 1000)
      : null;
    const provider = service.provider;
    this.#calls.set(id, { caller, callerId: request.id, service: name, provider, timer });
    provider.deliver(new Message({ op: "call_service", id, service: name, args: request.args ?? {} }), false);
  }

  respond(who: Participant, id: string | undefined, values: unknown, result: boolean): void {
    const call = id === undefined ? undefined : this.#calls.get(id);
    if (!call || call.provider !== who) throw new Refusal(`No service call with id "${id}" waits for your answer.`);
    this.#finish(id as string, values, result);
  }

  leave(who: Participant): void {
    for (const [name, service] of this.#services) if (service.provider === who) this.#services.delete(name);
    this.#failCalls((call) => call.provider === who, "The node that provided this service is gone.");
    for (const [id, call] of this.#calls)
      if (call.caller === who) {
        if (call.timer) clearTimeout(call.timer);
        this.#calls.delete(id);
      }
  }

  list(): { name: string; type: string; node: string }[] {
    return [...this.#services].map(([name, { type, provider }]) => ({
      name,
      type,
      node: typeof provider === "function" ? "/rosapi" : provider.name,
    }));
  }

  #failCalls(which: (call: Call) => boolean, reason: string): void {
    for (const [id, call] of this.#calls) if (which(call)) this.#fail(id, reason);
  }

  #fail(id: string, reason: string): void {
    this.#finish(id, reason, false);
  }

  #finish(id: string, values: unknown, result: boolean): void {
    const call = this.#calls.get(id);
    if (!call) return;
    this.#calls.delete(id);
    if (call.timer) clearTimeout(call.timer);
    answer(call.caller, call.callerId, call.service, values, result);
  }
}

const answer = (caller: Participant, id: string | undefined, service: string, values: unknown, result: boolean): void =>
  caller.deliver(new Message({ op: "service_response", id, service, values, result }), false);

/** rosbridge allows arguments as an object or as a list in order; what the server itself serves takes objects. */
const namedArguments = (args: unknown): Record<string, unknown> =>
  typeof args === "object" && args !== null && !Array.isArray(args) ? (args as Record<string, unknown>) : {};
